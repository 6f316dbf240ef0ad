"""The trailers of a commit held against its changes, of one appeal or of thousands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.identifiers import AppealId
from mcu_cli.domain.proof.kinds import Kind
from mcu_cli.domain.proof.naming import Naming
from mcu_cli.store.trailers import Message, trailers_of

if TYPE_CHECKING:
    from collections.abc import Iterable

DAYS = st.integers(min_value=0, max_value=40).map(lambda n: date(2026, 11, 20) + timedelta(days=n))
IDS = st.builds(AppealId, DAYS, st.sampled_from(("", "B", "Z")), st.integers(min_value=1, max_value=20_500))
FILES = st.sampled_from(("departments.yaml", "filters.yaml", "receptions/2026/R-2026-0001.yaml"))


def found(message: Message, ids: Iterable[AppealId], files: Iterable[str] = ()) -> set[Kind]:
    """Return what is wrong where a commit of `message` changes just these, in git's order of paths."""
    naming = Naming(trailers_of(message.text()))
    told = [naming.touched_appeal(str(one)) for one in sorted(ids, key=lambda one: one.path.encode())]
    told += [naming.touched_file(path) for path in sorted(files)]
    return {wrong.kind for wrong in (*told, *naming.left()) if wrong is not None}


@given(ids=st.lists(IDS, max_size=300, unique=True), files=st.sets(FILES))
@settings(max_examples=60)
def test_what_mcu_writes_names_what_it_changed(ids: list[AppealId], files: set[str]) -> None:
    message = Message("assign", "some", tuple(map(str, ids)), files=tuple(files))
    assert found(message, ids, files) == set()


@given(ids=st.lists(IDS, min_size=2, max_size=300, unique=True), other=IDS, data=st.data())
@settings(max_examples=60)
def test_one_less_one_more_or_another_is_found(ids: list[AppealId], other: AppealId, data: st.DataObject) -> None:
    message = Message("assign", "some", tuple(map(str, ids)))
    one = data.draw(st.sampled_from(ids))
    less = [name for name in ids if name != one]
    assert Kind.FALSE_LIST in found(message, less)
    if other not in ids:
        assert Kind.FALSE_LIST in found(message, [*ids, other])
        assert Kind.FALSE_LIST in found(message, [*less, other])


def test_without_a_list_the_single_name_is_held() -> None:
    one, two = AppealId(date(2026, 11, 20), "", 1), AppealId(date(2026, 11, 20), "", 2)
    message = Message("note", str(one), (str(one),))
    assert found(message, [one]) == set()
    assert found(message, [two]) == {Kind.TOUCHED_UNNAMED, Kind.NAMED_UNTOUCHED}
    assert found(message, [one, two]) == {Kind.TOUCHED_UNNAMED}
    assert found(message, []) == {Kind.NAMED_UNTOUCHED}
    assert found(message, [one], ["departments.yaml"]) == {Kind.TOUCHED_UNNAMED}
