"""The YAML reader: every scalar as typed, every doubtful file refused with its line, every place found."""

from __future__ import annotations

import codecs
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mcu_cli.errors import BadInputError
from mcu_cli.store import libyaml
from mcu_cli.store.yaml_reader import Document, read
from mcu_cli.store.yaml_writer import MAX_DEPTH, MAX_KEY_LENGTH, Block, write

HAND_WRITTEN = """\
# who answers
municipality:            # the town
  name: Омск г.о.
  districts: [Центральный,
    Кировский]

  # the departments
departments:
- code: roads
  words:
    - снег
    -   гололёд   # slippery

  note: |
    Пишите вежливо.

    # not a comment

# an empty one
-
- - a
  - b
text: >-
  folded
  text

kept: |+
  one


plain: on
  two lines
quoted: "on
  two lines"
empty:   # nothing

last: '1'
"""


@pytest.fixture(params=["CBaseLoader", "BaseLoader"])
def _each_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the test with libyaml and with the Python loader that stands in for it."""
    monkeypatch.setattr(libyaml, "_LOADER", getattr(yaml, request.param, yaml.BaseLoader))


each_loader = pytest.mark.usefixtures("_each_loader")


def refusal(data: bytes | str) -> BadInputError:
    """Return the error with which the bytes of `a.yaml` are refused."""
    with pytest.raises(BadInputError) as caught:
        read(data.encode() if isinstance(data, str) else data, file="a.yaml")
    return caught.value


@each_loader
def test_every_scalar_is_the_text_that_was_typed() -> None:
    typed = ("no", "0123", "12:30:45", "0005.0005", "2025-12-24", "1e5", "~", "null", "=", "<<", "true")
    data = "".join(f"k{number}: {text}\n" for number, text in enumerate(typed))
    assert read(data.encode(), file="a.yaml").value == {f"k{n}": text for n, text in enumerate(typed)}
    assert read(b"no: {yes: [on, 1]}\n1: a", file="a.yaml").value == {"no": {"yes": ["on", "1"]}, "1": "a"}


@each_loader
def test_an_empty_value_is_the_empty_text() -> None:
    assert read(b"a:\nb: ['']\nc: {d}\n'': ''\n", file="a.yaml").value == {
        "a": "",
        "b": [""],
        "c": {"d": ""},
        "": "",
    }


@each_loader
def test_quotes_blocks_and_merge_keys_are_read_without_conversion() -> None:
    data = 'a: "\\x1b\\t\\0"\nb: |\n  one\n  two\nc: >-\n  one\n  two\nd: {<<: {x: y}}\n'
    assert read(data.encode(), file="a.yaml").value == {
        "a": "\x1b\t\x00",
        "b": "one\ntwo\n",
        "c": "one two",
        "d": {"<<": {"x": "y"}},
    }


@each_loader
def test_a_byte_order_mark_and_the_line_ends_of_windows_are_accepted() -> None:
    document = read(codecs.BOM_UTF8 + "имя: а\r\nb: |\r\n  c\r\n  d\r\n\r\ne: f\r\n".encode(), file="a.yaml")
    assert document.value == {"имя": "а", "b": "c\nd\n", "e": "f"}
    assert document.line_of(("e",)) == 6
    assert document.column_of(("имя",)) == 0
    assert document.end_line_of(("b",)) == 4


@each_loader
def test_the_marks_of_one_document_and_a_directive_are_accepted() -> None:
    assert read(b"%YAML 1.1\n---\na: b\n...\n", file="a.yaml").value == {"a": "b"}


@each_loader
@pytest.mark.parametrize(
    ("data", "line", "sentence"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' appears twice; delete one of the two"),
        ("a: 1\nb: {c: 1, 'c': 2}\n", 2, "the key 'c' appears twice; delete one of the two"),
        ("a: 1\nb: &x 2\n", 2, "an anchor or alias (& or *) is not allowed; write the value out"),
        ("a: 1\nb: &x [c]\n", 2, "an anchor or alias (& or *) is not allowed; write the value out"),
        ("a: 1\nb: *x\n", 2, "an anchor or alias (& or *) is not allowed; write the value out"),
        ("a: 1\n&x b: 2\n", 2, "an anchor or alias (& or *) is not allowed; write the value out"),
        ("a: 1\n*x : 2\n", 2, "an anchor or alias (& or *) is not allowed; write the value out"),
        ("&x\na: 1\n", 1, "an anchor or alias (& or *) is not allowed; write the value out"),
        ("a: 1\nb: !foo 2\n", 2, "a tag (!) is not allowed; delete it, or put a text in quotes"),
        ("a: 1\nb: !!int 2\n", 2, "a tag (!) is not allowed; delete it, or put a text in quotes"),
        ("a: 1\nb: !!str 2\n", 2, "a tag (!) is not allowed; delete it, or put a text in quotes"),
        ("a: 1\nb: ! 2\n", 2, "a tag (!) is not allowed; delete it, or put a text in quotes"),
        ("a: 1\nb: !!seq [2]\n", 2, "a tag (!) is not allowed; delete it, or put a text in quotes"),
        ("a: 1\n!!str b: 2\n", 2, "a tag (!) is not allowed; delete it, or put a text in quotes"),
        ("!!map\na: 1\n", 1, "a tag (!) is not allowed; delete it, or put a text in quotes"),
        ("a: 1\n[b]: 2\n", 2, "a list or a mapping stands as a key; put a text in quotes"),
        ("a: {{b: c}}\n", 1, "a list or a mapping stands as a key; put a text in quotes"),
        ("a: 1\n---\nb: 2\n", 2, "a second document begins here; keep one in a file"),
        ("a: 1\n...\n---\n", 3, "a second document begins here; keep one in a file"),
        ("", 1, "the file is no mapping; begin it with a line like `key: value`"),
        ("# a comment\n\n- a\n", 3, "the file is no mapping; begin it with a line like `key: value`"),
        ("# a comment\nfoo\n", 2, "the file is no mapping; begin it with a line like `key: value`"),
        ("*x\n", 1, "the file is no mapping; begin it with a line like `key: value`"),
        ("a:\n\tb: c\n", 2, "a tab stands where only blanks may indent; replace it by blanks"),
        (
            "a: b\x07\n",
            1,
            "the control character U+0007; delete it, or write it as an escape in double quotes",
        ),
        (
            "a: 1\nb: \x00",
            2,
            "the control character U+0000; delete it, or write it as an escape in double quotes",
        ),
        (
            "a: 1\nb: \x9b",
            2,
            "the control character U+009B; delete it, or write it as an escape in double quotes",
        ),
        (
            "a: 1\nb: \uffff",
            2,
            "the control character U+FFFF; delete it, or write it as an escape in double quotes",
        ),
        (b"a: 1\nb: \xcf\xf0\n", 2, "the file is not UTF-8; save it in that encoding"),
        ("a: b".encode("utf-16"), 1, "the file is not UTF-8; save it in that encoding"),
        (b"a: 1\nb: \xed\xa0\x80\n", 2, "the file is not UTF-8; save it in that encoding"),
    ],
)
def test_what_a_file_of_the_store_does_not_need_is_refused(data: bytes | str, line: int, sentence: str) -> None:
    error = refusal(data)
    assert str(error) == f"a.yaml:{line}: {sentence}"
    (problem,) = error.problems
    assert (problem.file, problem.line, problem.message) == ("a.yaml", line, sentence)


@each_loader
@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("a: 1\nb: c: d\n", 2),
        ("a: 1\nb\nc: d\n", 3),
        ("a: 1\nb: 'open\nc: d\n\n", 2),
        ("a: 1\nb: [open,\nc\n\n", 2),
        ("a: 1\nb: @x\n", 2),
        ("a: 1\n  b: 2\n", 2),
        ("a: 1\nb: ]\n", 2),
        ('a: 1\nb: "\\q"\n', 2),
        ("%YAML 3.0\n---\na: b\n", 1),
    ],
)
def test_broken_yaml_names_its_line(data: str, line: int) -> None:
    error = refusal(data)
    assert str(error).startswith(f"a.yaml:{line}: broken YAML (")
    assert str(error).endswith("; correct this line")
    assert error.problems[0].line == line


@each_loader
@pytest.mark.parametrize(
    "data", ['a: "\\ud800"', 'a: ["\\udfff"]', 'a: "\\UFFFFFFFF"', f"%YAML 1.{'9' * 5000}\n---\na: b"]
)
def test_absurd_escapes_and_versions_are_refused_by_either_loader(data: str) -> None:
    assert refusal(data).problems[0].line == 1


@each_loader
@pytest.mark.parametrize(("open_", "close"), [("[", "]"), ("{a: ", "}")])
def test_the_deepest_nesting_is_read_and_a_deeper_one_refused(open_: str, close: str) -> None:
    deepest = "\nk: " + open_ * (MAX_DEPTH - 1) + close * (MAX_DEPTH - 1)
    assert read(deepest.encode(), file="a.yaml").line_of(("k",)) == 2
    deeper = "\nk: " + open_ * MAX_DEPTH + close * MAX_DEPTH
    assert str(refusal(deeper)) == "a.yaml:2: nested deeper than 20 levels; make this part flatter"


@pytest.mark.parametrize("bomb", ["[" * 100_000, "{a: " * 50_000, "- " * 100_000, "? " * 100_000])
def test_absurd_nesting_is_refused_without_exhausting_the_stack(bomb: str) -> None:
    assert refusal(f"a:\n {bomb}").problems[0].line == 2


def test_aliases_cannot_make_a_small_file_large() -> None:
    levels = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 10)}]\n" for n in range(1, 10))
    assert str(refusal(f"k0: &k0 x\n{levels}")).startswith("a.yaml:1: an anchor")


@each_loader
def test_a_key_too_long_for_the_writer_is_refused() -> None:
    assert read(b"? " + b"k" * MAX_KEY_LENGTH, file="a.yaml").value == {"k" * MAX_KEY_LENGTH: ""}
    too_long = "? " + "k" * (MAX_KEY_LENGTH + 1)
    assert str(refusal(too_long)) == "a.yaml:1: a key is longer than 100 characters; shorten it"


@pytest.fixture
def hand_written() -> Document:
    """Return a file as a person writes it: comments, empty lines, all styles."""
    return read(HAND_WRITTEN.encode(), file="departments.yaml")


@each_loader
@pytest.mark.parametrize(
    ("path", "line", "column", "end"),
    [
        ((), 2, 0, 37),
        (("municipality",), 2, 0, 5),
        (("municipality", "name"), 3, 2, 3),
        (("municipality", "districts"), 4, 2, 5),
        (("municipality", "districts", 1), 5, 4, 5),
        (("departments",), 8, 0, 22),
        (("departments", 0), 9, 0, 17),
        (("departments", 0, "code"), 9, 2, 9),
        (("departments", 0, "words"), 10, 2, 12),
        (("departments", 0, "words", 1), 12, 4, 12),
        (("departments", 0, "note"), 14, 2, 17),
        (("departments", 1), 20, 0, 20),
        (("departments", 2), 21, 0, 22),
        (("departments", 2, 1), 22, 2, 22),
        (("text",), 23, 0, 25),
        (("kept",), 27, 0, 30),
        (("plain",), 31, 0, 32),
        (("quoted",), 33, 0, 34),
        (("empty",), 35, 0, 35),
        (("last",), 37, 0, 37),
    ],
)
def test_every_part_of_a_hand_written_file_is_found(
    hand_written: Document, path: tuple[str | int, ...], line: int, column: int, end: int
) -> None:
    assert hand_written.line_of(path) == line
    assert hand_written.column_of(path) == column
    assert hand_written.end_line_of(path) == end


@pytest.mark.parametrize(
    ("path", "ancestor"),
    [
        (("absent",), ()),
        ((0,), ()),
        (("municipality", "name", "first"), ("municipality", "name")),
        (("departments", 7), ("departments",)),
        (("departments", -1), ("departments",)),
        (("departments", "code"), ("departments",)),
        (("departments", 0, "due", "first"), ("departments", 0)),
    ],
)
def test_of_a_part_that_is_absent_the_line_of_its_ancestor_is_known_and_nothing_else(
    hand_written: Document, path: tuple[str | int, ...], ancestor: tuple[str | int, ...]
) -> None:
    assert hand_written.line_of(path) == hand_written.line_of(ancestor)
    for ask in (hand_written.column_of, hand_written.end_line_of):
        with pytest.raises(KeyError):
            ask(path)


def test_the_trailing_lines_that_a_block_keeps_belong_to_it() -> None:
    document = read(b"a: |-\n  one\n     \n\nb: |2+\n\n\nc: >+ # keeps\n\n  x\n\nd: |\ne: 1", file="a.yaml")
    assert document.value == {"a": "one\n   ", "b": "\n\n", "c": "\nx\n\n", "d": "", "e": "1"}
    assert [document.end_line_of((key,)) for key in "abcde"] == [3, 7, 11, 12, 13]


TEXTS = st.text(st.sampled_from(" \n\t#-:'\"|>[]{},ая1"), max_size=12)
VALUES = st.recursive(
    TEXTS | TEXTS.map(Block),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=4), st.sampled_from(["", "\n", "# c\n", "\n\n # c\n"]))
def test_lines_inserted_after_any_value_change_nothing_else(value: dict[str, Any], gap: str) -> None:
    parts = [write({key: item}).decode() for key, item in value.items()]
    kept = any("+\n" in part for part in parts)
    text = ("" if kept else gap).join(parts)  # an empty line after a block with `+` would be a part of it
    document = read(text.encode(), file="a.yaml")
    assert document.value == value
    for key in value:
        rows = text.split("\n")
        rows.insert(document.end_line_of((key,)), "inserted: {x: y}")
        assert read("\n".join(rows).encode(), file="a.yaml").value == value | {"inserted": {"x": "y"}}


def answer(data: bytes) -> Document | None:
    """Return the document, or None if it is refused properly; any other exception fails the test."""
    try:
        document = read(data, file="a.yaml")
    except BadInputError as error:
        (problem,) = error.problems
        assert problem.line is not None
        assert 1 <= problem.line <= data.count(b"\n") + 1
        return None
    for key in document.value:
        assert 1 <= document.line_of((key,)) <= document.end_line_of((key,)) <= data.count(b"\n") + 1
    return document


def placed(values: tuple[bytes, list[tuple[int, int, bytes]]]) -> bytes:
    """Return a file with some of its bytes replaced: (position, how many, by what)."""
    data, changes = values
    for position, length, piece in changes:
        at = position % (len(data) + 1)
        data = data[:at] + piece + data[at + length :]
    return data


PIECES = st.sampled_from(
    [piece.encode() for piece in ("\n", " ", "\t", "- ", ": ", ":", "#", "'", '"', "[", "]", "{", "}", ",", "&a ")]
    + [piece.encode() for piece in ("*a", "!t ", "!!int ", "|", ">", "|9+", "%", "---\n", "...\n", "? ", "\x85")]
    + [
        b"\xff",
        b"\xd0",
        b"\x00",
        b"\r",
        b"\\x",
        b"\\ud800",
        b"@",
        b"<<: ",
        b"  ",
        b"\xef\xbb\xbf",
        "\u2028".encode(),
    ]
)
MUTATED = st.tuples(
    st.sampled_from([HAND_WRITTEN.encode(), b"a: 1\nb: {c: d}\ne:\n- f\n- |\n  g\n"]),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 5), PIECES), min_size=1, max_size=5),
).map(placed)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.lists(PIECES, max_size=40).map(b"".join))
@example(b"? ")
@example(b"\xef\xbb\xbf\xef\xbb\xbfa: b")
def test_no_bytes_whatever_lead_to_a_traceback(data: bytes) -> None:
    answer(data)


@settings(max_examples=200, deadline=None)
@given(MUTATED)
def test_no_damaged_file_leads_to_a_traceback(data: bytes) -> None:
    answer(data)


@settings(max_examples=100, deadline=None)
@given(MUTATED)
def test_both_loaders_read_a_damaged_file_alike_if_both_accept_it(data: bytes) -> None:
    with_libyaml = answer(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(libyaml, "_LOADER", yaml.BaseLoader)
        without = answer(data)
    if with_libyaml is not None and without is not None:
        assert with_libyaml.value == without.value
