"""The reader of canonical files: all that mcu writes, and nothing that libyaml would read otherwise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mcu_cli.store import canonical_reader, libyaml
from mcu_cli.store.yaml_reader import read
from mcu_cli.store.yaml_writer import LINE_WIDTH, MAX_DEPTH, MAX_KEY_LENGTH, Block, write

ROOT = Path(__file__).resolve().parents[2]
FILE = """\
format: 1
id: 20251224-0007
source: {system: incident, key: '717475', url: 'https://vk.com/wall-1_2?reply=3', network: vk}
author: {name: 'O''Нил, А. И.', profile: 'https://vk.com/id1', "a\\tb": 'x'', y'}
tags: [яма, 'a, b', '- c']
text: |-
  Второй день не чистят тротуар.

    - у остановки: «Школа № 5»
state:
  status: answered
  due: {first: '2025-12-25T14:30:00+06:00', final: '2026-01-13T18:00:00+06:00'}
history:
- id: 4f1d
  at: '2025-12-24T20:06:02+06:00'
  'to: whom': police
  reason: |2+
     мало

- {id: 90ab, by: operator@town.example, event: assigned}
- |
  один
- - a
  - b: c
    d:
    - {}
    - []
"""

# Pieces that YAML could stumble over, and whole lines of it.
PIECES = (
    *" \t\n\r\x00\x1b\x85\xa0\xad\u200b\u2028\ufeff\ufffe\U0001f600\U000e0041",
    *"#:-?%@`!&*|>'\"\\,[]{}~=<+.0aя",
    *(
        "---",
        "...",
        "- ",
        ": ",
        ", ",
        " #",
        "? ",
        "<<",
        "  ",
        "    ",
        "\n\n",
        "''",
        '""',
        "|-",
        "|2",
        "|+",
        ">-",
        "{}",
        "[]",
    ),
    *("key: ", "'x': ", "\\x41", "\\ud800", "\\U00110000", "\\n", "&a ", "*a", "!t ", "[a, b]", "{a: b}", "'a, b'"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=20)
VALUES = st.recursive(
    TEXTS | TEXTS.map(Block),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS.map(lambda key: key[:40]), inner, max_size=3),
    max_leaves=10,
)
CANONICAL = st.just(FILE) | st.dictionaries(TEXTS.map(lambda key: key[:40]), VALUES, max_size=4).map(
    lambda value: write(value).decode()
)
LINES = ("", " ", "  ", "    ", "-", "- ", "a: b", "  a: b", "- a", "# c", "...", "---", "%YAML 1.1")


def agrees(text: str) -> bool:
    """Return whether the text is read; if so, libyaml has to read the same."""
    value = canonical_reader.read(text)
    if value is not None:
        assert libyaml.parse(text) == value
    return value is not None


def changed(text: str, changes: list[tuple[int, int, str]]) -> str:
    """Return a text with pieces put into it: (position, how many characters they replace, piece)."""
    for position, length, piece in changes:
        at = position % (len(text) + 1)
        text = text[:at] + piece + text[at + length :]
    return text


def rearranged(text: str, changes: list[tuple[str, int, int, str]]) -> str:
    """Return a text whose lines are dropped, doubled, moved, indented by something else, or mixed with others."""
    lines = text.split("\n")
    for what, first, second, line in changes:
        n, m = first % len(lines), second % len(lines)
        match what:
            case "drop" if len(lines) > 1:
                del lines[n]
            case "double":
                lines.insert(m, lines[n])
            case "swap":
                lines[n], lines[m] = lines[m], lines[n]
            case "indent":
                lines[n] = " " * (second % 5) + lines[n]
            case "outdent":
                lines[n] = lines[n][second % 5 :]
            case "insert":
                lines.insert(n, line)
            case _:
                lines[n] += line
    return "\n".join(lines)


def test_a_file_of_all_forms_is_read() -> None:
    value = canonical_reader.read(FILE)
    assert value == libyaml.parse(FILE)
    assert value is not None
    assert value["author"] == {"name": "O'Нил, А. И.", "profile": "https://vk.com/id1", "a\tb": "x', y"}
    assert value["history"][0]["reason"] == " мало\n\n"
    assert value["history"][2:] == ["один\n", ["a", {"b": "c", "d": [{}, []]}]]


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(TEXTS, VALUES, max_size=4))
@example({})
@example({"": "", "k" * MAX_KEY_LENGTH: "x"})
@example({"\U000e0041" * MAX_KEY_LENGTH: "все знаки ключа записаны кодами"})
@example({"a": ["', '", ", ", "'"], "b": {"'": "', b: '", ",": "x: y"}})
@example({"a": "x" * 2 * LINE_WIDTH, "b": ["x" * 2 * LINE_WIDTH]})
def test_all_that_is_written_is_read_as_it_was(value: dict[str, Any]) -> None:
    assert canonical_reader.read(write(value).decode()) == value


@settings(max_examples=100, deadline=None)
@given(CANONICAL, st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 4), st.sampled_from(PIECES)), max_size=3))
def test_what_is_read_of_files_with_changed_characters_is_what_libyaml_reads(
    text: str, changes: list[tuple[int, int, str]]
) -> None:
    agrees(changed(text, changes))


@settings(max_examples=100, deadline=None)
@given(
    CANONICAL,
    st.lists(
        st.tuples(
            st.sampled_from(("drop", "double", "swap", "indent", "outdent", "insert", "append")),
            st.integers(0, 99),
            st.integers(0, 99),
            st.sampled_from((*LINES, *PIECES)).filter(lambda line: "\n" not in line),
        ),
        max_size=3,
    ),
)
def test_what_is_read_of_files_with_changed_lines_is_what_libyaml_reads(
    text: str, changes: list[tuple[str, int, int, str]]
) -> None:
    agrees(rearranged(text, changes))


def test_with_a_character_less_or_twice_or_cut_off_there_it_is_read_as_by_libyaml() -> None:
    read_here = 0
    for n, character in enumerate(FILE):
        before, after = FILE[:n], FILE[n + 1 :]
        read_here += agrees(before + after) + agrees(before + 2 * character + after) + agrees(before)
    assert read_here > len(FILE)  # most characters are of words, which stay words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: b",
        "a",
        "a:\n",
        "a: \n",
        "- a\n",
        "# c\na: b\n",
        "a: b # c\n",
        "a: b\n\n",
        "\na: b\n",
        "a: b \n",
        "a:  b\n",
        "a : b\n",
        "a: b\r\n",
        "a:\tb\n",
        "a: 'b\tc\n",
        "\ufeffa: b\n",
        "a: b\x85c: d\n",
        "a: b\u2028c: d\n",
        "a: b\x07\n",
        "a: 'b\x00'\n",
        "a: b\na: c\n",
        "a: {b: c, b: d}\n",
        "a: {b: c,d: e}\n",
        "a: {b: c, }\n",
        "a: {b: {c: d}}\n",
        "a: [[b]]\n",
        "a: [b\n",
        "a: {b}\n",
        "a: {b: 'c!}\n",
        "a: ['c!]\n",
        "a: 'c!\n",
        "a: {b: |-}\n",
        "a: &x b\n",
        "a: *x\n",
        "a: !t b\n",
        "? a\n: b\n",
        "---\na: b\n",
        "a: b\n...\n",
        "a: b\n c\n",
        "a: 'b\n  c'\n",
        "a: >-\n  b\n",
        "a: |9-\n         b\n",
        "a: |-\n    b\n  c\n",
        "a: |-\n\n  b\n",
        "a: |-\n  b\n\nc: d\n",
        "a: |\n  b\n\n",
        "a: |+\n  b\n",
        "a: |2-\n  b\n",
        "a: |-\nb: c\n",
        "a:\n  - b\n",
        "a:\n b: c\n",
        "a:\n    b: c\n",
        "a:\n-  b: c\n",
        "a:\n-\n",
        "a:\n- b: c\n   d: e\n",
        "a:\nb: c\n",
        'a: "b\n',
        'a: "\\q"\n',
        'a: "\\ud800"\n',
        'a: "\\U00110000"\n',
        "a: 'b'c'\n",
        "a: '\n",
        f"{'k' * (MAX_KEY_LENGTH + 1)}: a\n",
        f"'{'k' * 20 * MAX_KEY_LENGTH}': a\n",
    ],
)
def test_what_mcu_does_not_write_is_left_to_libyaml(text: str) -> None:
    assert canonical_reader.read(text) is None


def test_the_deepest_nesting_is_read_and_a_deeper_one_left() -> None:
    deepest = "".join(f"{'  ' * n}a:\n" for n in range(MAX_DEPTH - 1)) + "  " * (MAX_DEPTH - 1) + "a: b\n"
    assert agrees(deepest)
    assert not agrees(deepest.replace("a: b", "a:\n" + "  " * MAX_DEPTH + "a: b"))
    assert not agrees(deepest.replace("a: b", "a: {}"))
    lists = "a:\n" + "- " * (MAX_DEPTH - 1) + "b\n"
    assert agrees(lists)
    assert not agrees(lists.replace("b", "- b"))
    assert not agrees(lists.replace("b", "[]"))


@pytest.mark.parametrize("bomb", ["- " * 100_000, "[" * 100_000, "{a: " * 50_000 + "}" * 50_000, "'" * 99_999])
def test_absurd_nesting_is_left_without_exhausting_the_stack(bomb: str) -> None:
    assert canonical_reader.read(f"a:\n- {bomb}b\n") is None
    assert canonical_reader.read(f"a: {bomb}\n") is None


def test_the_files_of_this_store_are_read_here() -> None:
    paths = [path for path in ROOT.glob("*/2*/**/*.yaml") if ".git" not in path.parts]
    assert paths
    assert all(agrees(path.read_text(encoding="utf-8")) for path in paths)


def test_values_that_were_remembered_are_not_shared_between_files() -> None:
    text = "a: {b: c}\nd: [e]\nf: {}\n"
    first = canonical_reader.read(text)
    assert first is not None
    first["a"]["b"] = first["d"][0] = first["f"]["g"] = "changed"
    assert canonical_reader.read(text) == {"a": {"b": "c"}, "d": ["e"], "f": {}}


def test_places_of_a_canonical_file_are_found_when_they_are_asked_for() -> None:
    document = read(FILE.encode(), file="a.yaml")
    assert document.line_of(("state", "due")) == 12
    assert document.column_of(("history", 0, "reason")) == 2
    assert document.end_line_of(("history", 0)) == 19


def test_yaml_is_not_even_imported_for_a_canonical_file() -> None:
    code = (
        "import sys\n"
        "from mcu_cli.store.schema import read_appeal\n"
        "read_appeal(sys.stdin.buffer.read(), file='x')\n"
        "print('yaml' in sys.modules)\n"
    )
    data = next(iter(sorted(ROOT.glob("appeals/**/*.yaml")))).read_bytes()
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True, cwd=ROOT)
    assert done.stdout.split() == [b"False"]
