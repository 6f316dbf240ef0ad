"""filters.yaml as a file: read strictly, edited so that what stands around a filter stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.errors import BadInputError
from mcu_cli.store.filters import filter_problems, read_filters, with_filter, without_filter

names = st.text(alphabet="abяё0-_", min_size=1, max_size=8)
texts = st.text(alphabet="яма :-@\"'#{}[]|>«»é😀,*&!%", min_size=1, max_size=30)


@given(first=st.dictionaries(names, texts, max_size=4), name=names, text=texts)
@settings(max_examples=100)
def test_what_is_written_is_read(first: dict[str, str], name: str, text: str) -> None:
    data: bytes | None = None
    for known, query in first.items():
        data = with_filter(data, known, query)
    data = with_filter(data, name, text)
    assert read_filters(data) == {**first, name: text}
    assert with_filter(data, name, text) == data
    assert read_filters(without_filter(data, name)) == {k: v for k, v in first.items() if k != name}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("filters: {}\n", "this mcu reads format 1"),
        ("format: 2\nfilters: {}\n", "this mcu reads format 1"),
        ("format: 1\nfilters: [a]\n", "lines like `name: query` are expected here"),
        ("format: 1\nfilters:\n  a: [b]\n", "filters.yaml:3: a filter is one text"),
        ("format: 1\nfilter:\n  a: b\n", "filters.yaml:2: the key 'filter' is not known"),
        ("format: 1\nfilters:\n  a: b\n  a: c\n", "filters.yaml:4"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_filters(text.encode())
    assert said in str(caught.value)
    assert filter_problems(text.encode())


def test_files_in_other_forms_are_edited_too() -> None:
    braces = b"format: 1\nfilters: {a: b, c: d}\n"
    assert read_filters(with_filter(braces, "c", "e")) == {"a": "b", "c": "e"}
    assert read_filters(without_filter(braces, "a")) == {"c": "d"}
    folded = "format: 1\nfilters:\n  a: >-\n    ямы\n    снег\n  c: d\n".encode()
    assert with_filter(folded, "a", "лёд") == "format: 1\nfilters:\n  a: лёд\n  c: d\n".encode()
    windows = b"format: 1\r\nfilters:\r\n  a: b\r\n"
    assert with_filter(windows, "c", "d") == b"format: 1\r\nfilters:\r\n  a: b\r\n  c: d\r\n"
    assert read_filters(b"") == read_filters(None) == read_filters(b"format: 1\nfilters:\n") == {}


def test_each_bad_filter_is_a_problem_with_its_line() -> None:
    data = "format: 1\nfilters:\n  a: ямы\n  b: gone:1\n  c: '@c'\n  A: снег\n  d e: лёд\n  f: '@none'\n".encode()
    found = [(problem.line, problem.field) for problem in filter_problems(data)]
    assert found == [(4, "b"), (5, "c"), (6, "A"), (7, "d e"), (8, "f")]
    assert all(problem.file == "filters.yaml" and problem.level == "error" for problem in filter_problems(data))
    assert filter_problems(None) == filter_problems(b"format: 1\nfilters:\n  a: b\n") == []
