"""The spool: values on the disk instead of in memory."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.errors import RefusedError
from mcu_cli.store.spool import Spool, give_back_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = st.text(min_size=1, max_size=5)
ORDERS = st.tuples(st.integers(-(2**40), 2**40), st.integers(0, 10**6))


@given(st.dictionaries(KEYS, st.tuples(ORDERS, st.sampled_from("ab"), st.text()), max_size=20))
def test_values_come_back_in_their_order_each_with_its_ordinal_among_equals(
    given_values: dict[str, tuple[tuple[int, int], str, str]],
) -> None:
    spool = Spool()
    for key, (order, mark, value) in given_values.items():
        assert spool.add(key, (key, mark, value), order=order, mark=mark)

    ranked = list(spool.ranked())

    assert sorted(value for value, _mark, _n in ranked) == sorted((k, m, v) for k, (_o, m, v) in given_values.items())
    assert all(mark == of for (_key, mark, _value), of, _ordinal in ranked)
    orders = [given_values[key][0] for (key, _mark, _value), _of, _ordinal in ranked]
    assert orders == sorted(orders)
    for mark in "ab":
        of_mark = [ordinal for _value, other, ordinal in ranked if other == mark]
        assert of_mark == list(range(1, len(of_mark) + 1))
    assert len(spool) == len(given_values)
    spool.close()


def test_a_key_that_is_there_is_added_no_second_time_but_put_anew() -> None:
    spool = Spool()
    assert spool.add("a", 1, order=(5, 7))
    assert not spool.add("a", 2)
    assert (spool.get("a"), spool.order_of("a")) == (1, (5, 7))

    spool.put("a", 3)

    assert list(spool.items()) == [("a", 3)]
    spool.close()


@pytest.mark.parametrize("ask", [Spool.get, Spool.order_of])
def test_a_key_that_is_not_there_is_an_error(ask: object) -> None:
    spool = Spool()
    with pytest.raises(KeyError, match="b"):
        ask(spool, "b")  # type: ignore[operator]
    spool.close()


def test_a_spool_that_nobody_has_any_more_lets_go_of_its_file() -> None:
    spool = Spool()
    db = spool._db
    del spool
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        db.execute("SELECT 1")


def test_a_full_disk_is_said_with_what_to_do() -> None:
    spool = Spool()
    spool._db.execute("PRAGMA max_page_count = 5")

    with pytest.raises(RefusedError, match=r"cannot take more .*; free some space, or set TMPDIR"):
        spool.put("a", "x" * 100_000)
    spool.close()


class _FullDisk:
    def execute(self, _question: str) -> Iterator[tuple[object, ...]]:
        raise sqlite3.OperationalError("database or disk is full")
        yield ()


def test_no_room_for_putting_in_order_is_told_like_no_room_for_keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool()
    monkeypatch.setattr(spool, "_db", _FullDisk())

    with pytest.raises(RefusedError, match="database or disk is full"):
        list(spool.ranked())
    with pytest.raises(RefusedError, match="set TMPDIR"):
        list(spool.items())


@pytest.mark.skipif(
    "CS_GNU_LIBC_VERSION" not in getattr(os, "confstr_names", {}), reason="only the C library of GNU has malloc_trim"
)
def test_memory_that_is_free_goes_back_to_the_system() -> None:
    size, n = 4_000, 10_000
    held = [bytearray(size) for _number in range(n)]
    last = bytearray(size)  # what stands above it keeps free memory from going back by itself
    held.clear()
    before = resident()
    give_back_memory()
    assert before - resident() > n * size / 2
    assert len(last) == size


def test_a_python_that_cannot_ask_the_c_library_keeps_the_memory_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ctypes", None)
    give_back_memory()
    assert sys.modules["ctypes"] is None


def resident() -> int:
    """Return how much of this process is in memory, in bytes."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
