"""Templates filled: fields, days, what is not set, and what must never run."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.letter_fields import NAMES
from mcu_cli.language import speaking
from mcu_cli.render.dialect import TESTS
from mcu_cli.render.letters import LETTERS, Letters
from mcu_cli.render.template_rules import MOST_TAKEN_IN
from mcu_cli.render.template_source import LONGEST_TEMPLATE
from mcu_cli.render.templates import LONGEST_TEXT, MissingFieldError, TextTooLongError

SET: dict[str, str | date] = {
    "appeal.id": "20251224-0007",
    "appeal.text": "Не чистят {{ author.name }}.",
    "author.name": "Фамилия И. О.",
    "category": "Дороги: уборка снега",
    "due": date(2025, 12, 24),
}


def letters(source: str | bytes = "", **others: str) -> Letters:
    """Return templates: `it`, and others by name, `__` for the slash."""
    data = source if isinstance(source, bytes) else source.encode()
    return Letters({"it": data, **{name.replace("__", "/"): text.encode() for name, text in others.items()}})


def filled(source: str | bytes, **others: str) -> str:
    """Return the text of a template in order, with the fields of `SET`, in Russian."""
    given_letters = letters(source, **others)
    assert given_letters.problems("it") == []
    with speaking("ru"):
        return given_letters.fill("it", SET)


def told(source: str | bytes, **others: str) -> list[tuple[str, int | None]]:
    """Return the problems of a template, as message and line."""
    return [(problem.message, problem.line) for problem in letters(source, **others).problems("it")]


# --- What a template says


def test_fields_are_filled_and_days_written_out() -> None:
    assert filled("№ {{ appeal.id }} до {{ due }}, {{ category }}") == (
        "№ 20251224-0007 до 24 декабря 2025\u00a0г., Дороги: уборка снега"
    )


def test_days_follow_the_language_spoken() -> None:
    with speaking("en"):
        assert letters("{{ due }} {{ due | day }}").fill("it", SET) == "December 24, 2025 2025-12-24"


def test_the_filters_of_a_clerk() -> None:
    assert filled("{{ due | day }}; {{ category | first_lower }}; {{ 'это' | first_upper }}; {{ category | day }}") == (
        "24.12.2025; дороги: уборка снега; Это; Дороги: уборка снега"
    )


@pytest.mark.parametrize(
    "source",
    [
        "{% if author.address is defined %}{{ author.address }}{% else %}нет{% endif %}",
        "{{ author.address | default('нет') }}",
        "{{ 'есть' if author.address is defined else 'нет' }}",
        "{% if author.address is undefined and not (due is undefined) %}нет{% endif %}",
    ],
)
def test_a_template_may_ask_whether_a_field_is_set(source: str) -> None:
    assert filled(source) == "нет"


def test_lines_of_conditions_leave_no_empty_lines_and_the_end_is_stripped() -> None:
    source = "\n{# Зачем. #}\nНачало.\n{% if due is defined %}\n  Срок.\n{% endif %}\nКонец.  \n\n"
    assert filled(source) == "Начало.\n  Срок.\nКонец."


def test_a_condition_at_the_end_of_a_sentence_keeps_its_line_break() -> None:
    assert (
        filled("Решено{% if due is defined %} в срок{% endif %}\n\n{# Итог. #}\nСпасибо.")
        == "Решено в срок\n\nСпасибо."
    )


def test_a_remark_of_several_lines_leaves_no_line_and_keeps_the_numbers_of_those_below() -> None:
    assert filled("Раз.\n{# Много\nслов. #}\nДва.") == "Раз.\nДва."
    with pytest.raises(MissingFieldError) as error:
        letters("Раз.\n{# Много\nслов. #}\n{% if due is defined -%}\n{{ operator }}{% endif %}").fill("it", SET)
    assert error.value.line == 5


def test_windows_line_ends_and_a_mark_of_byte_order_do_not_matter() -> None:
    assert (
        filled(b"\xef\xbb\xbf" + "Раз.\r\n{% if due is defined %}\r\nДва.\r\n{% endif %}\r\n".encode()) == "Раз.\nДва."
    )


def test_a_template_takes_in_another_and_builds_on_another() -> None:
    base = "Здравствуйте!\n{% block body %}{% endblock %}\n{% include 'parts/end.txt' %}"
    assert filled("{% extends 'base' %}{% block body %}{{ due | day }}{% endblock %}", base=base, parts__end="МЦУ") == (
        "Здравствуйте!\n24.12.2025\nМЦУ"
    )


# --- What is not set


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SET])
@pytest.mark.parametrize("use", ["{{ %s }}", "{{ %s | day }}", "{{ 'x' ~ %s }}", "{%% if %s %%}{%% endif %%}"])
def test_a_field_that_is_not_set_is_an_error_with_its_name_and_line(name: str, use: str) -> None:
    with pytest.raises(MissingFieldError) as error:
        letters("Первая.\n\n" + use % name).fill("it", SET)
    assert (error.value.field, error.value.file, error.value.line) == (name, "templates/it.txt", 3)


def test_a_missing_field_of_a_template_taken_in_is_told_with_that_file() -> None:
    with pytest.raises(MissingFieldError) as error:
        letters("{% include 'parts/end' %}", parts__end="\n{{ operator }}").fill("it", SET)
    assert (error.value.field, error.value.file, error.value.line) == ("operator", "templates/parts/end.txt", 2)


# --- Strangers' text, and hostile templates


def test_what_a_citizen_wrote_is_never_interpreted() -> None:
    assert filled("{{ appeal.text }}") == "Не чистят {{ author.name }}."


@settings(max_examples=100)
@given(text=st.text(min_size=1))
def test_any_text_of_a_citizen_comes_out_as_it_is(text: str) -> None:
    with speaking("ru"):
        assert letters("«{{ appeal.text }}»").fill("it", {"appeal.text": text}) == f"«{text}»"


@pytest.mark.parametrize(
    "source",
    [
        "{{ author.__class__ }}",
        "{{ author.name.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ appeal.text.format(1) }}",
        "{{ author['name'] }}",
        "{{ author | attr('__class__') }}",
        "{{ self }}",
        "{{ self.body() }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ cycler('a') }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 'a' | center(1000000000) }}",
        "{{ 'a' | replace('a', 'aaaa') }}",
        "{{ author.name | default('x', true) }}",
        "{{ author.name | default }}",
        "{{ author.name | day('x') }}",
        "{{ author is mapping }}",
        "{{ [author.name] }}",
        "{{ 1 }}",
        "{{ true }}",
        "{{ author }}",
        "{{ auther.name }}",
        "{{ author.nmae }}",
        "{% if auther.name is defined %}x{% endif %}",
        "{{ 'x' if due is defined }}",
        "{% for n in due %}x{% endfor %}",
        "{% set due = 'x' %}",
        "{% set due %}x{% endset %}",
        "{% macro m() %}x{% endmacro %}",
        "{% call m() %}x{% endcall %}",
        "{% filter upper %}x{% endfilter %}",
        "{% with x = 1 %}{% endwith %}",
        "{% import 'base' as x %}",
        "{% from 'base' import x %}",
        "{% include due %}",
        "{% include ['base', 'it'] %}",
        "{% include 'base' ignore missing %}",
    ],
)
def test_what_is_no_field_and_no_condition_is_refused_with_its_line(source: str) -> None:
    found = told(f"Раз.\n{source}\n", base="x")
    assert [line for _message, line in found] == [2] * len(found)
    assert found


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("a\n{{ due", "is not closed; close it"),
        ("a\n{{ due date }}", "not closed before 'date'"),
        ("a\n{% if due дал %}x{% endif %}", "not closed before 'дал'"),
        ("a\n{# x", "a remark {# ... #} is not closed"),
        ("a\n{{ }}", "is not finished"),
        ("a\n{{ du }}", "did you mean due"),
        ("a\n{% if due %}x", "{% if %} is not ended; write {% endif %}"),
        ("a\n{% do x %}", "the tag {% do %} has no place here"),
        ("a\n{% include 'nowhere' %}", "there is no template 'nowhere'"),
        ("a\n{% include 'it' %}", "takes itself in"),
        ("a\n{{ auther }}", "there is no field 'auther'"),
        ("a\n{{ author }}", "author.name, author.address"),
        ("a\nx\u202ey", "<U+202E>"),
        ("a\nx\x1b[31m", "<U+001B>"),
        (b"a\n\xff", "not UTF-8"),
    ],
)
def test_a_problem_names_its_line_and_the_way_out(source: str | bytes, word: str) -> None:
    ((message, line),) = told(source)
    assert word in message
    assert line == 2


def test_a_circle_of_two_templates_is_refused() -> None:
    ((message, _line),) = told("{% include 'other' %}", other="{% include 'it' %}")
    assert "'it' takes itself in" in message


def test_templates_that_take_in_ever_more_are_refused_at_once() -> None:
    many = {f"t{n}": f"{{% include 't{n + 1}' %}}" * 10 for n in range(20)} | {"t20": "x"}
    started = time.monotonic()
    found = told("{% include 't0' %}", **many)
    assert any(str(MOST_TAKEN_IN) in message for message, _line in found)
    assert len(found) < 5
    assert time.monotonic() - started < 30  # without the limit it would not end at all


@pytest.mark.parametrize(
    "source",
    ["{{ " + "(" * 20_000, "{% if due %}" * 3_000, "{{ " + "9" * 6_000 + " }}", "{#\n" * 16_000, "{%\n" * 16_000],
)
def test_a_template_that_overstrains_the_parser_is_a_problem_and_no_crash(source: str) -> None:
    assert told(source)


def test_a_template_and_a_letter_have_a_greatest_length() -> None:
    assert "longer than" in told("x" * (LONGEST_TEMPLATE + 1))[0][0]
    with pytest.raises(TextTooLongError):
        letters("{{ appeal.text }}").fill("it", {"appeal.text": "x" * (LONGEST_TEXT + 1)})


def test_the_sandbox_stands_behind_the_rules() -> None:
    environment = letters("x").templates.environment
    assert environment.sandboxed
    assert set(environment.filters) == set(LETTERS.filters)
    assert set(environment.tests) == set(TESTS)
    assert environment.globals == {}


def test_a_problem_names_the_file_of_the_template_that_has_it() -> None:
    both = Letters({"roads/x": b"{% include 'end' %}", "end": b"{{ due }"})
    assert {problem.file for name in both.sources for problem in both.problems(name)} == {"templates/end.txt"}


def test_fields_are_named_in_the_order_of_the_table() -> None:
    used = letters("{{ due }}{% if author.name is defined %}{% endif %}{% include 'end' %}", end="{{ appeal.id }}")
    assert used.fields("it") == ["appeal.id", "author.name", "due"]


def test_a_group_of_fields_is_no_field_itself() -> None:
    assert LETTERS.groups == {"appeal", "author", "place"}
    assert not LETTERS.groups & set(NAMES)
