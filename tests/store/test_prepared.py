"""The quick way from plain values to an appeal: it gives what the full parser gives, or gives up."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.fields import EVENT, EVENTS, FACTS, Field, Type
from mcu_cli.errors import DamagedError
from mcu_cli.store import schema
from mcu_cli.store.prepared import ODDITIES, table, take
from mcu_cli.store.schema import Reading, examine
from mcu_cli.store.yaml_reader import read
from mcu_cli.store.yaml_writer import Block, write

MOMENTS = (
    "2026-11-20T18:00:00+05:00",
    "2026-11-21T00:00:00+00:00",
    "2026-11-20T18:00:00+05:30",
    "2026-11-20T18:00:00Z",
)
ODD: tuple[Any, ...] = (
    *("", " ", "two\nlines", "a\rb", "no", "true", "0", "007", "-1", "99999999999999999999", "٣", "x" * 300),
    *("2026-11-20", "2026-11-20T18:00:00", "2026-11-20 18:00:00+05:00", "2026-11-20T18:00:00.5+05:00"),
    *("2026-W47-5T18:00:00+05:00", "20261120T180000+0500", "1899-12-31T00:00:00+00:00", "3000-01-01T00:00:00+00:00"),
    *("2026-02-30T18:00:00+05:00", "2026-11-20T18:00+05:00", "registered", "corrected", "phone", "final"),
    *([], ["a"], ["a", ["b"]], [{}], {}, {"a": "b"}, {"first": "x"}, {"name": ["x"]}),
)


SCALARS: dict[Type, st.SearchStrategy[Any]] = {
    Type.WORD: st.sampled_from(("a", "слово")),
    Type.TEXT: st.sampled_from(("Яма.", "два\nряда\n")).map(Block),
    Type.MOMENT: st.sampled_from(MOMENTS),
    Type.DAY: st.just("2026-11-20"),
    Type.FLAG: st.sampled_from(("true", "false")),
    Type.WORDS: st.lists(st.sampled_from(("a", "б")), max_size=2),
}


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """Return plain values that a field takes."""
    if field.fields:
        inner = mapping_of(field.fields)
        return inner if field.type is Type.RECORD else st.lists(inner, max_size=2)
    if field.choices is not None:
        return st.sampled_from([choice.value for choice in field.choices])
    if field.type is Type.NUMBER:
        return st.integers(field.least, min(field.most, 999)).map(str)
    return SCALARS[field.type]


def mapping_of(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Return mappings with all keys that have to be there, and some of the others."""
    return st.fixed_dictionaries(
        {field.name: value_of(field) for field in fields if field.required},
        optional={field.name: value_of(field) for field in fields if not field.required},
    )


EVENT_VALUES = st.sampled_from(list(EVENTS)).flatmap(
    lambda kind: mapping_of((*EVENT, *EVENTS[kind])).map(lambda event: event | {"event": kind.value})
)
FILES = st.builds(
    lambda facts, history: facts | {"format": "1", "id": "20261120-0001", "state": {}, "history": history},
    mapping_of(FACTS),
    st.lists(EVENT_VALUES, min_size=1, max_size=3),
)


def both(value: dict[str, Any]) -> tuple[Reading, Reading]:
    """Return what examining a file gives, and what the full parser gives."""
    data = write(value)
    return examine(data, file="x.yaml"), schema._examined(read(data, file="x.yaml"), "x.yaml", strict=False)


@settings(max_examples=100, deadline=None)
@given(FILES)
def test_a_file_in_order_is_read_as_by_the_full_parser(value: dict[str, Any]) -> None:
    quick, full = both(value)
    assert quick == full
    assert full.appeal is not None
    plain = read(write(value), file="x.yaml").value
    assert schema._appeal_in_order(plain) == full.appeal  # the quick way was gone, and not given up


@settings(max_examples=100, deadline=None)
@given(FILES, st.data())
def test_of_an_odd_file_the_same_is_said_as_by_the_full_parser(value: dict[str, Any], data: st.DataObject) -> None:
    inside = data.draw(
        st.sampled_from([value, *value["history"], *(one for one in value.values() if type(one) is dict)])
    )
    name = data.draw(st.sampled_from([*inside, "unknown"]))
    if name == "format":  # which is refused before either reads
        return
    if name != "unknown" and data.draw(st.booleans()):
        del inside[name]
    else:
        inside[name] = data.draw(st.sampled_from(ODD))
    quick, full = both(value)
    assert quick == full


@pytest.mark.parametrize("odd", [None, [], "a", {"unknown": "x"}, {}])
def test_what_is_no_mapping_with_the_keys_that_it_must_have_is_given_up(odd: Any) -> None:
    with pytest.raises(ODDITIES):
        take(odd, table(EVENT))


def test_moments_of_one_offset_share_it() -> None:
    received = table(field for field in FACTS if field.name == "received")
    one, other = (take({"received": text}, received)["received"] for text in (MOMENTS[0], MOMENTS[0]))
    assert one.tzinfo is other.tzinfo


def test_strict_reading_of_a_line_break_in_a_word_is_an_error_all_the_same() -> None:
    value = {
        "format": 1,
        "id": "20261120-0001",
        "channel": "phone",
        "received": MOMENTS[0],
        "text": Block("Яма."),
        "author": {"name": "А.\nБ."},
        "history": [{"id": "a", "at": MOMENTS[0], "by": "x@town.example", "event": "registered"}],
    }
    data = write(value)
    assert [problem.level for problem in examine(data, file="x.yaml").problems] == ["warning"]
    with pytest.raises(DamagedError):
        schema.read_appeal(data, file="x.yaml", strict=True)
