"""Between file and appeal: every type, every problem with its place, unknown keys kept, bytes that stay."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Appeal, Author, Place, Source
from mcu_cli.domain.event import Due, Event
from mcu_cli.domain.fields import EVENTS, FACTS, STATE, Field, Type
from mcu_cli.domain.vocabulary import AppealKind, Channel, EventKind, IncidentType, Network
from mcu_cli.errors import BadInputError, DamagedError, RefusedError
from mcu_cli.store.scalars import scalar
from mcu_cli.store.schema import examine, plain_appeal, plain_event, plain_state, read_appeal, write_appeal
from mcu_cli.store.yaml_writer import Block, write

FILE = """\
format: 1
id: 20251224-0007
channel: incident
source: {system: incident, key: '717475', url: 'https://vk.com/wall-1_2?reply=3', network: vk, audience: 12000}
received: '2025-12-24T20:06:02+06:00'
author: {name: Фамилия И. О., profile: 'https://vk.com/id1'}
place: {settlement: Омск, street: улица 50 лет ВЛКСМ, house: '10'}
text: |-
  Второй день не чистят тротуар у остановки.
media: true
mood: злой
state:
  status: assigned
  category: roads/snow
  department: city-services
  priority: normal
  due: {first: '2025-12-25T14:30:00+06:00', final: '2026-01-13T18:00:00+06:00'}
history:
- id: 4f1d
  at: '2025-12-24T20:06:02+06:00'
  recorded: '2025-12-24T20:10:00+06:00'
  by: operator@town.example
  event: registered
  category: roads/snow
  priority: normal
  due: {first: '2025-12-25T14:30:00+06:00', final: '2026-01-13T18:00:00+06:00'}
- {id: 90ab, at: '2025-12-24T20:11:00+06:00', by: operator@town.example, event: assigned, department: city-services}
"""


def problems(text: str) -> list[tuple[int | None, str, str]]:
    """Return line, field and sentence of each error in a file."""
    reading = examine(text.encode(), file="x.yaml")
    assert reading.appeal is None
    return [(one.line, one.field, one.message) for one in reading.problems if one.level == "error"]


def test_a_file_is_read_into_types_and_written_into_the_same_bytes() -> None:
    appeal = read_appeal(FILE.encode(), file="x.yaml")
    assert appeal.channel is Channel.INCIDENT
    assert appeal.source == Source("incident", "717475", "https://vk.com/wall-1_2?reply=3", Network.VK, audience=12000)
    assert appeal.received == datetime.fromisoformat("2025-12-24T20:06:02+06:00")
    assert appeal.received.utcoffset() == datetime.fromisoformat("2025-12-24T20:06:02+06:00").utcoffset()
    assert appeal.place == Place(settlement="Омск", street="улица 50 лет ВЛКСМ", house="10")
    assert appeal.media is True
    assert appeal.extra == {"mood": "злой"}
    assert appeal.history[0].recorded_at == datetime.fromisoformat("2025-12-24T20:10:00+06:00")
    assert write_appeal(appeal) == FILE.encode()


def test_the_state_that_is_written_is_the_fold_and_not_what_stood_there() -> None:
    stale = FILE.replace("status: assigned", "status: closed\n  rating: 3")
    reading = examine(stale.encode(), file="x.yaml")
    assert reading.appeal is not None
    assert reading.written_state["status"] == "closed"
    assert write_appeal(reading.appeal) == FILE.encode()


def test_all_unknown_keys_are_kept_and_named_with_their_lines() -> None:
    text = FILE.replace("audience: 12000}", "audience: 12000, colour: red}").replace(
        "department: city-services}", "department: city-services, weather: [снег, {wind: '5'}]}"
    )
    reading = examine(text.encode(), file="x.yaml")
    assert [(one.level, one.line, one.field) for one in reading.problems] == [
        ("warning", 4, "source.colour"),
        ("warning", 11, "mood"),
        ("warning", 27, "history.1.weather"),
    ]
    assert reading.appeal is not None
    assert reading.appeal.source.extra == {"colour": "red"}
    assert plain_event(reading.appeal.history[1])["weather"] == ["снег", {"wind": "5"}]
    assert b"colour: red" in write_appeal(reading.appeal)
    assert examine(write_appeal(reading.appeal), file="x.yaml").appeal == reading.appeal


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("channel: incident", "channel: pigeon", (3, "channel", "'pigeon' is not one of incident, pos")),
        ("channel: incident\n", "", (1, "", "the key 'channel' is missing")),
        ("system: incident, ", "", (4, "source", "the key 'system' is missing")),
        ("audience: 12000", "audience: many", (4, "source.audience", "'many' is not a whole number")),
        ("audience: 12000", "audience: '-5'", (4, "source.audience", "'-5' is not a whole number")),
        ("audience: 12000", "audience: 99999999999999999999", (4, "source.audience", "")),
        ("network: vk", "network: [vk]", (4, "source.network", "one value is expected here")),
        ("'2025-12-24T20:06:02+06:00'\nauthor", "'2025-12-24T20:06:02'\nauthor", (5, "received", "is not a moment")),
        ("'2025-12-24T20:06:02+06:00'\nauthor", "2025-12-24\nauthor", (5, "received", "is not a moment")),
        ("'2025-12-24T20:06:02+06:00'\nauthor", "0001-01-01T00:00:00Z\nauthor", (5, "received", "is not a moment")),
        ("'2025-12-24T20:06:02+06:00'\nauthor", "9999-12-31T23:59:59-12:00\nauthor", (5, "received", "")),
        ("media: true", "media: yes", (10, "media", "'yes' is neither true nor false")),
        ("media: true", "tags: ямы", (10, "tags", "a list of words is expected here")),
        ("media: true", "tags: [[ямы]]", (10, "tags", "a list of words is expected here")),
        ("author: {name: Фамилия И. О., profile: 'https://vk.com/id1'}", "author: Фамилия", (6, "author", "a mapping")),
        ("id: 20251224-0007", "id: 7", (2, "id", "is not an id like")),
        ("event: assigned", "event: praised", (27, "history.1", "'praised' is not an event that mcu knows")),
        ("event: assigned, ", "", (27, "history.1", "is not an event")),
        ("by: operator@town.example, event", "event", (27, "history.1", "the key 'by' is missing")),
        ("priority: normal\n  due: {first: '2025-12-25T14:30:00+06:00', final: '2026-01-13T18:00:00+06:00'}\n- ",
         "due: soon\n- ", (25, "history.0.due", "a mapping")),
    ],
)  # fmt: skip
def test_an_error_has_line_field_and_sentence(old: str, new: str, found: tuple[int, str, str]) -> None:
    assert FILE.count(old) == 1
    line, field, sentence = found
    (error,) = problems(FILE.replace(old, new))
    assert error[:2] == (line, field)
    assert sentence in error[2]


@pytest.mark.parametrize(
    ("history", "word"), [("[]", "empty"), ("none", "a list of events"), ("[1]", "is not an event")]
)
def test_a_history_that_is_none_is_an_error(history: str, word: str) -> None:
    text = FILE.partition("history:")[0] + f"history: {history}\n"
    assert any(word in sentence for _line, _field, sentence in problems(text))


def test_all_errors_are_listed_and_not_just_the_first() -> None:
    text = (
        FILE.replace("channel: incident", "channel: a")
        .replace("media: true", "media: b")
        .replace("event: assigned", "event: c")
    )
    assert [field for _line, field, _sentence in problems(text)] == ["channel", "media", "history.1"]
    with pytest.raises(DamagedError) as damaged:
        read_appeal(text.encode(), file="x.yaml")
    assert len([problem for problem in damaged.value.problems if problem.level == "error"]) == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (FILE.replace("media: true", "media: true\nmedia: false"), 11),
        (FILE.replace("text: |-", "text: ["), 10),
        (FILE.replace("id: 4f1d", "id: &a 4f1d"), 19),
        ("", 1),
        ("- list\n", 1),
    ],
)
def test_what_is_no_file_of_ours_is_bad_input_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BadInputError) as bad:
        examine(text.encode(), file="x.yaml")
    (problem,) = bad.value.problems
    assert (problem.file, problem.line) == ("x.yaml", line)


@pytest.mark.parametrize("version", ["2", "10", "9" * 5000])
def test_a_newer_format_is_refused(version: str) -> None:
    with pytest.raises(RefusedError, match="update mcu"):
        examine(FILE.replace("format: 1", f"format: {version}").encode(), file="x.yaml")


def test_an_answer_that_only_looks_like_yaml_1_1_stays_what_was_typed() -> None:
    for text in ("no", "0123", "12:30:45", "0005.0005", "1e3", "~", "null", "2025-12-24", ".inf", "0x1f", "=", "<<"):
        appeal = Appeal(
            "20251224-0007", Channel.PHONE, datetime(2025, 12, 24, tzinfo=UTC), text, place=Place(house=text),
            tags=(text,), history=(Event(text, datetime(2025, 12, 24, tzinfo=UTC), text, EventKind.REGISTERED),),
        )  # fmt: skip
        again = read_appeal(write_appeal(appeal), file="x.yaml")
        assert (again.text, again.place.house, again.tags, again.history[0].by) == (text, text, (text,), text)


def test_unset_keys_are_left_out_and_the_order_is_that_of_the_table() -> None:
    moment = datetime(2025, 12, 24, tzinfo=UTC)
    history = (Event("a", moment, "b", EventKind.REGISTERED, recorded=moment),)
    plain = plain_appeal(Appeal("20251224-0007", Channel.PHONE, moment, "а", history=history))
    assert list(plain) == ["format", "id", "channel", "received", "text", "state", "history"]
    assert plain["state"] == {"status": "new"}
    assert "recorded" not in plain["history"][0]  # equal to `at`
    full = Appeal(
        "20251224-0007", Channel.PHONE, moment, "а", Source("s", "k"), AppealKind.THANKS, Author("n"), Place("r"), "о",
        ("ug",), ("t",), False, history,
    )  # fmt: skip
    assert list(plain_appeal(full)) == [field.name for field in FACTS] + ["state", "history"]
    assert plain_appeal(full)["media"] is False


moments = st.datetimes(datetime(1990, 1, 1), datetime(2190, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1, max_size=12)
VALUES: dict[Type, st.SearchStrategy[Any]] = {
    Type.WORD: texts,
    Type.TEXT: texts,
    Type.NUMBER: st.integers(min_value=1, max_value=5),  # in the range of every number there is
    Type.FLAG: st.booleans(),
    Type.MOMENT: moments,
    Type.DAY: st.dates(date(1990, 1, 1), date(2190, 1, 1)),
    Type.WORDS: st.lists(texts, min_size=1, max_size=3).map(tuple),
}


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Return what draws a value of a field's type."""
    if field.type is Type.CHOICE:
        assert field.choices is not None
        return st.sampled_from(list(field.choices))
    if field.type is Type.RECORD:
        some = st.none() | moments
        return st.builds(Due, moments, some, some, some, some)  # the one record inside an event
    if field.type is Type.NUMBER:
        return st.integers(field.least, field.most)
    return VALUES[field.type]


@st.composite
def details_of(draw: st.DrawFn, kind: EventKind) -> dict[str, Any]:
    """Draw all that an event of a kind may hold, the required and some of the rest."""
    return {field.name: draw(value_of(field)) for field in EVENTS[kind] if field.required or draw(st.booleans())}


@st.composite
def appeals(draw: st.DrawFn) -> Appeal:
    """Draw an appeal with every kind of fact and event, whether commands could have made it or not."""
    kinds = draw(st.lists(st.sampled_from(list(EventKind)), min_size=1, max_size=4))
    history = tuple(
        Event(f"e{n}", draw(moments), draw(texts), kind, draw(st.none() | moments), draw(texts), draw(texts),
              draw(details_of(kind)))
        for n, kind in enumerate(kinds)
    )  # fmt: skip
    return Appeal(
        id="20251224-0007",
        channel=draw(st.sampled_from(list(Channel))),
        received=draw(moments),
        text=draw(texts),
        source=Source(draw(texts), draw(texts), network=draw(st.sampled_from([None, *Network])),
                      type=draw(st.sampled_from(list(IncidentType))), audience=draw(VALUES[Type.NUMBER])),
        author=Author(name=draw(texts)),
        place=Place(street=draw(texts), extra={"planet": draw(texts)}),
        against=draw(VALUES[Type.WORDS]),
        tags=draw(VALUES[Type.WORDS]),
        media=draw(st.sampled_from([None, True, False])),
        history=history,
        extra={"mood": draw(texts)},
    )  # fmt: skip


def without_defaults(appeal: Appeal) -> Appeal:
    """Return the appeal as its file can tell it: `recorded` equal to `at` is left out there."""
    from dataclasses import replace  # for this alone

    history = tuple(
        replace(event, recorded=None if event.recorded == event.at else event.recorded) for event in appeal.history
    )
    return replace(appeal, history=history)


@given(appeal=appeals())
@settings(max_examples=150)
def test_any_appeal_is_read_as_it_was_written(appeal: Appeal) -> None:
    data = write_appeal(appeal)
    reading = examine(data, file="x.yaml")
    assert [problem for problem in reading.problems if problem.level == "error"] == []
    assert reading.appeal is not None
    again = without_defaults(reading.appeal)
    assert plain_appeal(again) == plain_appeal(without_defaults(appeal))
    assert again.state == appeal.state
    assert write_appeal(reading.appeal) == data


@given(value=st.sampled_from([*FACTS, *STATE]).flatmap(lambda field: st.tuples(st.just(field), texts)))
@settings(max_examples=100)
def test_a_scalar_is_of_its_type_or_a_clear_error(value: tuple[Field, str]) -> None:
    field, text = value
    if field.type in {Type.RECORD, Type.WORDS}:
        return
    said = ""
    try:
        assert scalar(field, text) is not None
    except ValueError as error:
        said = str(error)
    assert not said or text in said or repr(text) in said


@pytest.mark.parametrize("text", ["", " 1", "1 ", "+1", "-1", "1.0", "1e3", "٣", "²", "0x1", "9" * 5000])
def test_a_number_is_plain_digits(text: str) -> None:
    with pytest.raises(ValueError, match="is not a whole number"):
        scalar(Field("rating", Type.NUMBER, ""), text)


def test_texts_are_blocks_in_the_file() -> None:
    plain = plain_appeal(read_appeal(FILE.encode(), file="x.yaml"))
    assert isinstance(plain["text"], Block)
    assert plain_state(read_appeal(FILE.encode(), file="x.yaml").state)["status"] == "assigned"
    assert write(plain).decode() == FILE
