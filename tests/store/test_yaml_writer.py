"""The canonical emitter: exact bytes, and that every text comes back, with PyYAML as the judge."""

from __future__ import annotations

import re
from enum import Enum, StrEnum
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.store.yaml_reader import read
from mcu_cli.store.yaml_writer import LINE_WIDTH, MAX_DEPTH, MAX_KEY_LENGTH, Block, write

LOADERS = (yaml.BaseLoader, getattr(yaml, "CBaseLoader", yaml.BaseLoader))
TYPING_LOADERS = (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader))

EXAMPLE_FILE = """\
format: 1
id: 20251224-0007
channel: incident
source: {system: incident, key: '717475', url: 'https://vk.com/wall-1_2?reply=3', network: vk}
received: '2025-12-24T20:06:02+06:00'
author: {name: Фамилия И. О., profile: 'https://vk.com/id1'}
place: {municipality: Омск г.о., settlement: Омск, street: улица 50 лет ВЛКСМ, house: '10'}
text: |-
  Второй день не чистят тротуар у остановки.
state:
  status: answered
  category: roads/snow
  department: city-services
  priority: normal
  due: {first: '2025-12-25T14:30:00+06:00', final: '2026-01-13T18:00:00+06:00'}
  outcome: explained
history:
- id: 4f1d
  at: '2025-12-24T20:06:02+06:00'
  recorded: '2025-12-24T20:10:00+06:00'
  by: operator@town.example
  event: registered
  category: roads/snow
  priority: normal
  due: {first: '2025-12-25T14:30:00+06:00', final: '2026-01-13T18:00:00+06:00'}
- {id: 90ab, at: '2025-12-24T20:11:00+06:00', by: operator@town.example, event: assigned, \
department: city-services}
- id: c377
  at: '2025-12-25T09:26:05+06:00'
  by: operator@town.example
  event: answered
  kind: final
  via: comment
  outcome: explained
  text: |-
    Дорожная служба очистит тротуар до 18:00.
"""

EXAMPLE: dict[str, Any] = {
    "format": 1,
    "id": "20251224-0007",
    "channel": "incident",
    "source": {
        "system": "incident",
        "key": "717475",
        "url": "https://vk.com/wall-1_2?reply=3",
        "network": "vk",
    },
    "received": "2025-12-24T20:06:02+06:00",
    "author": {"name": "Фамилия И. О.", "profile": "https://vk.com/id1"},
    "place": {
        "municipality": "Омск г.о.",
        "settlement": "Омск",
        "street": "улица 50 лет ВЛКСМ",
        "house": "10",
    },
    "text": Block("Второй день не чистят тротуар у остановки."),
    "state": {
        "status": "answered",
        "category": "roads/snow",
        "department": "city-services",
        "priority": "normal",
        "due": {"first": "2025-12-25T14:30:00+06:00", "final": "2026-01-13T18:00:00+06:00"},
        "outcome": "explained",
    },
    "history": [
        {
            "id": "4f1d",
            "at": "2025-12-24T20:06:02+06:00",
            "recorded": "2025-12-24T20:10:00+06:00",
            "by": "operator@town.example",
            "event": "registered",
            "category": "roads/snow",
            "priority": "normal",
            "due": {"first": "2025-12-25T14:30:00+06:00", "final": "2026-01-13T18:00:00+06:00"},
        },
        {
            "id": "90ab",
            "at": "2025-12-24T20:11:00+06:00",
            "by": "operator@town.example",
            "event": "assigned",
            "department": "city-services",
        },
        {
            "id": "c377",
            "at": "2025-12-25T09:26:05+06:00",
            "by": "operator@town.example",
            "event": "answered",
            "kind": "final",
            "via": "comment",
            "outcome": "explained",
            "text": Block("Дорожная служба очистит тротуар до 18:00."),
        },
    ],
}

# Pieces that YAML could stumble over; joined at random they find more than random characters do.
PIECES = (
    *" \t\n\r\x00\x07\x1b\x7f\x85\xa0\xad",
    *"\u200b\u200d\u2028\u2029\u202e\u2066\u3000\ufdd0\ufeff\ufffd\ufffe\uffff",
    *"\U0001f600\U0001fffe\U000e0041\U0010ffff",
    *"#:-?%@`!&*|>'\"\\,[]{}~=<+._/",
    *"0123456789aAeExXoObByYnNтТ",
    *("---", "...", "- ", ": ", " #", "? ", "<<", "  ", "\n\n", "\r\n", "\n ", "|-", "||2+"),
    *("null", "true", "No", "off", ".inf", ".nan", "0x", "0o", "1e5", "2025-12-24", "12:30:45", "снег"),
)
NASTY = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
TEXTS = NASTY | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
KEYS = TEXTS.filter(lambda key: len(key) <= MAX_KEY_LENGTH)
NESTED = st.recursive(
    TEXTS | TEXTS.map(Block),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
FILES = st.dictionaries(KEYS, NESTED, max_size=5)
thorough = settings(max_examples=200, deadline=None)


class Channel(StrEnum):
    """An enumeration that formats as its value."""

    PHONE = "phone"


class Network(str, Enum):  # noqa: UP042 - of purpose the older kind
    """An enumeration that formats as its name."""

    VK = "vk"


def marked_like(pattern: Any, value: Any) -> Any:
    """Return a value read from a file, with the texts marked as blocks that were so in `pattern`."""
    if isinstance(pattern, dict):
        return {key: marked_like(pattern[key], item) for key, item in value.items()}
    if isinstance(pattern, list):
        return [marked_like(*pair) for pair in zip(pattern, value, strict=True)]
    return Block(value) if isinstance(pattern, Block) else value


def loaded(data: bytes, loader: Any) -> Any:
    """Return what PyYAML makes of a file with one of its safe loaders."""
    return loader(data).get_single_data()


def scalar(text: str) -> str:
    """Return how a text stands in the file as a value, in one line."""
    written = write({"key": text}).decode()
    assert written.startswith("key: ")
    assert written.count("\n") == 1
    return written.removeprefix("key: ").removesuffix("\n")


def lines(value: dict[str, Any]) -> list[str]:
    """Return the lines of the file that holds `value`."""
    return write(value).decode().splitlines()


def test_an_appeal_is_written_exactly_like_this() -> None:
    assert write(EXAMPLE).decode() == EXAMPLE_FILE


def test_an_appeal_read_and_written_again_gives_the_same_bytes() -> None:
    again = marked_like(EXAMPLE, read(EXAMPLE_FILE.encode(), file="a.yaml").value) | {"format": 1}
    assert write(again).decode() == EXAMPLE_FILE


@pytest.mark.parametrize(
    "text",
    [
        "20251224-0007",
        "4f1d",
        "90ab",
        "0b2f",
        "operator@town.example",
        "roads/snow",
        "Фамилия И. О.",
        "улица 50 лет ВЛКСМ",
        "дом 5 (вход со двора); 2 этаж",
        "it's 50% *new*",
        "Нет",
        "nothing",
        "снег 😀",
        "№ 7",
        "a  b",
        "неразрывный\xa0пробел",
    ],
)
def test_what_is_surely_text_is_plain(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "~", "=", "<<", "null", "NULL", "Null", "yes", "No", "ON", "off", "y", "N", "true", "False"),
        *("10", "717475", "007", "0", "+7", "-1", "1_000", "0o17", "0x1F", "0b11", "1e10", "12e4", "1.5"),
        *(".5", "5.", "1.e+5", "-.INF", ".inf", ".NaN", "0005.0005", "12:30:45", "1:30"),
        *("2025-12-24", "2025-1-4", "2025-12-24T20:06:02+06:00", "2025-12-24 20:06:02"),
        *("a: b", "a:b", "a #b", "a#b", "a, b", "[a]", "{a}", "a]", "a}", "what?", "#tag", ":x", ",x"),
        *("-x", "- x", "-", "---", "--- x", "...", "... x", ".x", "?x", "&x", "*x", "!x", "|x", ">x", "%x"),
        *("@x", "`x", "'x'", '"x"', "+7 900 000-00-00", "=1+1", "~x", "<x"),
        *(" x", "x ", "\xa0x", "x\xa0", "\u3000x"),
    ],
)
def test_what_could_be_taken_for_something_else_is_in_single_quotes(text: str) -> None:
    assert scalar(text) == "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a\nb", r'"a\nb"'),
        ("a\tb", r'"a\tb"'),
        ("a\r\nb", r'"a\r\nb"'),
        ("\x00\x1b[2J\x7f", r'"\x00\x1b[2J\x7f"'),
        ("a\x85b", r'"a\x85b"'),
        ("a\u2028b\u2029c", r'"a\u2028b\u2029c"'),
        ("\ufeffa", r'"\ufeffa"'),
        ("a\u202eb\u2066c\u200fd", r'"a\u202eb\u2066c\u200fd"'),
        ("a\u200bb\u200dc\xadd", r'"a\u200bb\u200dc\xadd"'),
        ("\ufdd0\ufffe\U0001ffff\U0010fffe\U000e0041", r'"\ufdd0\ufffe\U0001ffff\U0010fffe\U000e0041"'),
        ('\t"\\', r'"\t\"\\"'),
    ],
)
def test_what_does_not_show_is_escaped_in_double_quotes(text: str, written: str) -> None:
    assert scalar(text) == written


def test_no_control_no_direction_mark_and_no_noncharacter_stands_raw_in_a_scalar() -> None:
    codes = [*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010)]
    codes += [*range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC)]
    codes += [*range(0xFDD0, 0xFDF0), *range(0xE0000, 0xE0080)]
    codes += [plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF)]
    for code in codes:
        assert scalar(f"a{chr(code)}b").isascii(), f"U+{code:04X}"


def test_a_key_follows_the_rules_of_a_value() -> None:
    assert write({"no": "a", "12": "b", "a b": "c", "": "d", "x:y": "e", "\u202ez": "f"}).decode() == (
        "'no': a\n'12': b\na b: c\n'': d\n'x:y': e\n\"\\u202ez\": f\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("one", ["|-", "  one"]),
        ("one\n", ["|", "  one"]),
        ("one\n\n\n", ["|+", "  one", "", ""]),
        ("one\n\ntwo", ["|-", "  one", "", "  two"]),
        (" one", ["|2-", "   one"]),
        ("\tone", ["|2-", "  \tone"]),
        ("\n\none", ["|2-", "", "", "  one"]),
        ("\n", ["|2+", ""]),
        ("\n\n", ["|2+", "", ""]),
        ("   ", ["|2-", "     "]),
        ("one \n \ntwo\t", ["|-", "  one ", "   ", "  two\t"]),
        ("# no: comment\n--- \n...", ["|-", "  # no: comment", "  --- ", "  ..."]),
        ("семья 👨\u200d👩\u200d👧", ["|-", "  семья 👨\u200d👩\u200d👧"]),
        ("", ["''"]),
        ("a\rb", [r'"a\rb"']),
        ("a\x0bb\nc", [r'"a\x0bb\nc"']),
        ("a\x85b", [r'"a\x85b"']),
        ("a\u2028b", [r'"a\u2028b"']),
        ("a\ufeffb", [r'"a\ufeffb"']),
        ("a\uffffb", [r'"a\uffffb"']),
        ("a\x7fb", [r'"a\x7fb"']),
    ],
)
def test_a_text_is_a_block_wherever_yaml_can_hold_it(text: str, written: list[str]) -> None:
    assert write({"text": Block(text)}).decode() == "text: " + "\n".join(written) + "\n"
    assert read(write({"text": Block(text)}), file="a.yaml").value == {"text": text}


def test_a_mapping_of_short_scalars_is_on_one_line() -> None:
    assert lines({"a": {"b": "c", "d": 1, "e": True, "f": False, "1": ""}}) == [
        "a: {b: c, d: 1, e: true, f: false, '1': ''}"
    ]


@pytest.mark.parametrize(("prefix", "suffix"), [("author: {name: ", "}"), ("author: [", "]")])
def test_a_line_of_120_characters_fits_and_one_of_121_does_not(prefix: str, suffix: str) -> None:
    room = "ж" * (LINE_WIDTH - len(prefix) - len(suffix))
    hold = (lambda text: {"name": text}) if "{" in prefix else (lambda text: [text])
    assert lines({"author": hold(room)}) == [prefix + room + suffix]
    first, second = lines({"author": hold(room + "ж")})
    assert first == "author:"
    assert second.endswith(room + "ж")


def test_indentation_and_dash_count_towards_the_width_of_a_line() -> None:
    room = "x" * (LINE_WIDTH - len("- {k: }"))
    assert lines({"a": [{"k": room}]}) == ["a:", "- {k: " + room + "}"]
    assert lines({"a": [{"k": room + "x"}]}) == ["a:", "- k: " + room + "x"]
    room = "x" * (LINE_WIDTH - len("  b: {k: }"))
    assert lines({"a": {"b": {"k": room}}}) == ["a:", "  b: {k: " + room + "}"]
    assert lines({"a": {"b": {"k": room + "x"}}}) == ["a:", "  b:", "    k: " + room + "x"]


@pytest.mark.parametrize("value", [{"c": "d"}, ["e"], {}, [], Block("f"), "two\nlines"])
def test_what_is_nested_or_of_several_lines_spreads_the_mapping_around_it(value: object) -> None:
    assert lines({"a": {"b": "c", "d": value}})[:2] == ["a:", "  b: c"]
    assert lines({"a": ["b", value]})[:2] == ["a:", "- b"]


def test_state_always_has_one_key_a_line_and_other_keys_may_be_named() -> None:
    assert lines({"state": {"status": "new"}}) == ["state:", "  status: new"]
    assert lines({"state": {}}) == ["state: {}"]
    assert lines({"a": [{"state": {"status": "new"}}]}) == ["a:", "- state:", "    status: new"]
    assert write({"state": {"a": "b"}, "c": {"d": "e"}}, block_keys=frozenset({"c"})) == (
        b"state: {a: b}\nc:\n  d: e\n"
    )


def test_lists_stand_at_the_column_of_their_key() -> None:
    nested = {"a": [["b", "c"], [["d"], {"e": ["f", {"g": {}}]}], []], "h": ("i", 2)}
    assert lines(nested) == [
        "a:",
        "- [b, c]",
        "- - [d]",
        "  - e:",
        "    - f",
        "    - g: {}",
        "- []",
        "h: [i, 2]",
    ]


def test_text_blocks_are_indented_below_what_holds_them() -> None:
    text = Block(" x")
    assert lines({"a": [text, [text], {"b": text, "c": {"d": text}}]}) == [
        "a:",
        "- |2-",
        "   x",
        "- - |2-",
        "     x",
        "- b: |2-",
        "     x",
        "  c:",
        "    d: |2-",
        "       x",
    ]


def test_empty_values_are_written_in_brackets_and_quotes() -> None:
    assert write({}) == b"{}\n"
    assert write({"a": {}, "b": [], "c": "", "d": Block("")}) == b"a: {}\nb: []\nc: ''\nd: ''\n"


def test_members_of_an_enumeration_are_written_by_their_value() -> None:
    value = {"channel": Channel.PHONE, "network": Network.VK, Network.VK: [Channel.PHONE, Network.VK]}
    assert write(value) == b"channel: phone\nnetwork: vk\nvk: [phone, vk]\n"


def test_long_lines_are_never_folded() -> None:
    long = "слово " * 2000
    for text in (long + "x", long, long + "\t", "x" * 5000):
        value = {"a": text, "b": [text, Block(text)], "c": {"d": text}}
        assert max(map(len, lines(value))) >= len(text)
        assert read(write(value), file="a.yaml").value == value


def test_the_longest_key_can_be_read_back_and_a_longer_one_is_refused() -> None:
    longest = "\U000e0041" * MAX_KEY_LENGTH
    assert read(write({longest: {longest: "x"}}), file="a.yaml").value == {longest: {longest: "x"}}
    with pytest.raises(ValueError, match="longer than 100"):
        write({"k" * (MAX_KEY_LENGTH + 1): "x"})


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"k": inner}])
def test_the_deepest_nesting_can_be_read_back_and_a_deeper_one_is_refused(wrap: Any) -> None:
    value: Any = {}
    for _ in range(MAX_DEPTH - 2):
        value = wrap(value)
    assert read(write({"a": value}), file="a.yaml").value == {"a": value}
    with pytest.raises(ValueError, match="deeper than 20"):
        write({"a": wrap(value)})


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\t\ud83d"])
def test_half_a_character_is_refused(text: str) -> None:
    for value in ({"a": text}, {"a": Block(text)}, {text: "a"}, {"a": [text]}):
        with pytest.raises(ValueError, match="surrogates"):
            write(value)


@pytest.mark.parametrize("value", [None, 1.5, b"x", {"set"}])
def test_a_value_of_another_type_is_refused(value: object) -> None:
    for holder in ({"a": value}, {"a": [value]}, {"a": {"b": value}}):
        with pytest.raises(TypeError, match="cannot hold"):
            write(holder)
    with pytest.raises(TypeError, match="key must be text"):
        write({1: "x"})  # type: ignore[dict-item]


@thorough
@given(TEXTS)
def test_every_text_comes_back_as_value_key_and_block(text: str) -> None:
    key = text[:MAX_KEY_LENGTH]
    value = {"plain": text, "text": Block(text), "in": {"a": text, "b": "c"}, "list": [text, "x"], key: "key"}
    written = write(value)
    for loader in LOADERS:
        assert loaded(written, loader) == value
    assert read(written, file="a.yaml").value == value


@thorough
@given(FILES)
def test_every_nested_value_comes_back_and_is_written_the_same_again(value: dict[str, Any]) -> None:
    written = write(value)
    for loader in LOADERS:
        assert loaded(written, loader) == value
    document = read(written, file="a.yaml")
    assert document.value == value
    assert write(marked_like(value, document.value)) == written


@thorough
@given(FILES)
def test_no_reader_of_types_takes_a_text_for_anything_else(value: dict[str, Any]) -> None:
    for loader in TYPING_LOADERS:
        assert loaded(write(value), loader) == value


# The schemas of YAML 1.1 (yaml.org/type) and of YAML 1.2.2 (section 10.3.2), as they are given there.
TYPED = (
    r"~|null|Null|NULL|",
    r"y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
    r"[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+",
    r"[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+",
    r"[-+]?([0-9][0-9_]*)?\.[0-9.]*([eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]*",
    r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}",
    r"=|<<",
    r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
)


@thorough
@given(st.one_of([st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True) for pattern in TYPED]))
def test_whatever_yaml_gives_another_type_is_quoted(text: str) -> None:
    assert scalar(text)[0] in "'\""
