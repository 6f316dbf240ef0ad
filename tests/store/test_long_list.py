"""Very many texts in little memory: to whoever uses it, a list."""

from __future__ import annotations

import sys
import tracemalloc

import pytest

from mcu_cli.store.spool import _TOGETHER, LongList

SIZES = (0, 1, _TOGETHER - 1, _TOGETHER, _TOGETHER + 1, 2 * _TOGETHER, 2 * _TOGETHER + 3)


def names(n: int) -> list[str]:
    """Return `n` texts, some of them odd."""
    return [f"20261120-{number:04d}" if number % 7 else f"путь/{number}\n\udcff" for number in range(n)]


@pytest.mark.parametrize("n", SIZES)
def test_it_holds_what_a_list_holds(n: int) -> None:
    plain = names(n)
    found = LongList(plain)
    assert len(found) == n
    assert list(found) == plain
    assert [found[place] for place in range(-n, n)] == [plain[place] for place in range(-n, n)]
    for place in (n, -n - 1):
        with pytest.raises(IndexError):
            found[place]
    found.clear()
    assert not found
    assert list(found) == []


@pytest.mark.parametrize("n", SIZES)
def test_its_slices_are_those_of_a_list(n: int) -> None:
    plain = names(n)
    found = LongList(plain)
    places = (None, 0, 1, 5, _TOGETHER - 1, _TOGETHER, _TOGETHER + 2, n, n + 9, -1, -_TOGETHER)
    for first in places:
        for end in places:
            for step in (None, 1, 3, -1, -7):
                assert found[first:end:step] == plain[first:end:step]


def test_a_hundred_thousand_take_a_fraction_of_what_they_take_one_by_one() -> None:
    n = 100_000
    tracemalloc.start()
    found = LongList(f"20261120-{number:04d}" for number in range(n))
    taken, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < n * sys.getsizeof("20261120-0001") / 3
    assert len(found) == n
