"""Not one value on record can be changed, added, moved or taken away behind the back of the proof."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.ledgers.item import ItemHappening
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.domain.proof.changes import judged
from mcu_cli.domain.proof.deed import Deed, Version
from mcu_cli.domain.proof.kinds import Kind
from mcu_cli.domain.steps import Act, event_of, with_event
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.errors import McuError
from mcu_cli.store.item_schema import plain_item
from mcu_cli.store.proof.versions import Unreadable, version_of
from mcu_cli.store.recorded import read_recorded, write_recorded
from mcu_cli.store.schema import plain_appeal
from mcu_cli.store.yaml_writer import write
from tests.conftest import ROOT
from tests.proof.forging import BY, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
EXAMPLES = {
    name: data.encode()
    for name, data in re.findall(
        r"<!-- example: (?:appeal|reception|instruction|poll|work) (\S+) -->\n```yaml\n(.*?)```", FORMAT, re.DOTALL
    )
}
Path = tuple[str | int, ...]


def grown(name: str) -> tuple[Version, Any, Deed]:
    """Return an example as a version on record, the same with one honest event more, and the commit of that."""
    before = version_of(EXAMPLES[name], path_of(name))
    assert isinstance(before, Version)
    now = before.recorded.history[-1].recorded_at + timedelta(hours=1)
    act = Act(BY, now)
    if isinstance(before.recorded, Appeal):
        event = event_of(before.recorded, EventKind.NOTED, act, {"text": "Звонил."})
        after: Any = with_event(before.recorded, event)
    else:
        happening = ItemHappening("0000", now, BY, ItemEvent.CORRECTED, details={"fields": ("no_such_fact",)})
        after = replace(before.recorded, history=(*before.recorded.history, happening))
    return before, after, Deed(BY, now, "note" if isinstance(after, Appeal) else "record", {})


def plain_of(recorded: Any) -> dict[str, Any]:
    return plain_appeal(recorded) if isinstance(recorded, Appeal) else plain_item(recorded)


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield where the single values of a file stand."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from leaves(inner, (*path, n))
    else:
        yield path


def past_leaves(name: str) -> list[Path]:
    """Return the values of an example, but those of the event that is new."""
    _before, after, _deed = grown(name)
    last = len(after.history) - 1
    return [path for path in leaves(plain_of(after)) if path[:2] != ("history", last)]


def others(value: Any) -> list[Any]:
    """Return other values that a forger could put in the place of one, most of them of its type."""
    text = str(value)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is not None:
        later = (moment + timedelta(days=1)).isoformat()
        if moment.tzinfo is None:  # a day
            return [later[: len(text)]]
        return [later, moment.astimezone(timezone(timedelta(hours=12))).isoformat()]  # and the same instant elsewhere
    if text.isdecimal():
        return [str(int(text) + 1)]
    return [f"{text}а", text[:-1] + ("б" if text[-1:] != "б" else "в"), "false" if text == "True" else "true"]


def within(plain: Any, path: Path) -> Any:
    for part in path[:-1]:
        plain = plain[part]
    return plain


def kinds_found(before: Version, plain: dict[str, Any], name: str, deed: Deed) -> set[Kind]:
    """Return what is said of a forged file; that it cannot be read is a finding too."""
    after = version_of(write(plain), path_of(name))
    if isinstance(after, Unreadable):
        return {Kind.UNREADABLE}
    if after.recorded.id != name:
        return {Kind.IDENTITY_CHANGED}
    return {found.kind for found in judged(before, after, deed)}


def test_the_examples_are_of_an_appeal_and_of_each_ledger() -> None:
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_honest_step_is_without_a_fault(name: str) -> None:
    before, after, deed = grown(name)
    assert kinds_found(before, plain_of(after), name, deed) == set()


def test_the_documents_count_the_values() -> None:
    tried = [
        value
        for name in EXAMPLES
        for path in past_leaves(name)
        for value in others(within(plain_of(grown(name)[1]), path)[path[-1]])
    ]
    for name in ("proof.md", "reliability.md"):
        assert f"{len(tried)} ways" in (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_value_changes_unseen(name: str) -> None:
    before, after, deed = grown(name)
    whole = plain_of(after)
    unseen = []
    for path in past_leaves(name):
        for value in others(within(whole, path)[path[-1]]):
            forged = copy.deepcopy(whole)
            within(forged, path)[path[-1]] = value
            if not kinds_found(before, forged, name, deed):
                unseen.append((path, value))
    assert unseen == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_value_goes_unseen(name: str) -> None:
    before, after, deed = grown(name)
    whole = plain_of(after)
    unseen = []
    for path in past_leaves(name):
        forged = copy.deepcopy(whole)
        del within(forged, path)[path[-1]]
        if not kinds_found(before, forged, name, deed):
            unseen.append(path)
    assert unseen == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_value_comes_unseen(name: str) -> None:
    """An unknown key is kept where it stands, so that it could carry what no event names."""
    before, after, deed = grown(name)
    whole = plain_of(after)
    places = {path[:-1] for path in past_leaves(name) if isinstance(path[-1], str)} - {("state", "due")}
    unseen = []
    for place in sorted(places, key=str):
        forged = copy.deepcopy(whole)
        within(forged, (*place, "slipped"))["slipped"] = "in"
        if not kinds_found(before, forged, name, deed):
            unseen.append(place)
    assert unseen == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_event_goes_or_changes_its_place_unseen(name: str) -> None:
    before, after, deed = grown(name)
    events = after.history
    for n in range(len(before.recorded.history)):
        gone = replace(after, history=(*events[:n], *events[n + 1 :]))
        assert Kind.EVENT_REMOVED in kinds_found(before, plain_of(gone), name, deed)
        for m in range(n + 1, len(events)):
            moved = replace(after, history=(*events[:n], *events[n + 1 : m + 1], events[n], *events[m + 1 :]))
            assert Kind.EVENTS_REORDERED in kinds_found(before, plain_of(moved), name, deed)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_written_reads_as_it_was(name: str) -> None:
    recorded = read_recorded(EXAMPLES[name], path_of(name))
    try:
        assert write_recorded(recorded) == EXAMPLES[name]
    except McuError as error:  # pragma: no cover
        pytest.fail(str(error))
