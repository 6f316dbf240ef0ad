"""What templates with numbers may say: kinds of fields, comparisons, and fields that have to be asked for first."""

from __future__ import annotations

import pytest

from mcu_cli.render.report.press import PRESS, press_problems


def told(source: str) -> list[str]:
    """Return what is wrong with a press template."""
    return [problem.message for problem in press_problems("week", {"week": source.encode()})]


@pytest.mark.parametrize(
    "source",
    [
        "{% if received > 0 %}x{% endif %}",
        "{% if received >= 1000 and handled != 5 %}x{% endif %}",
        "{% if received > answered %}x{% endif %}",
        "{% if 0 < received <= 5.5 %}x{% endif %}",
        "{% if received.change is defined and received.change > -5 %}x{% endif %}",
        '{% if period.kind == "week" %}x{% endif %}',
        '{{ "x" if received else "y" }}',
        '{{ received | unsigned | count("обращение", "обращения", "обращений") }}',
        '{{ received | count("appeal", "appeals") }}',
        '{{ received.change | default("—") }}',
        "{% if received.change is defined %}{{ received.change }}{% endif %}",
        "{% if received.change is undefined %}x{% else %}{{ received.change }}{% endif %}",
        "{% if not received.change is undefined %}{{ received.change }}{% endif %}",
        "{% if received > 0 and received.change is defined %}{{ received.change }}{% endif %}",
        "{% if received.change is undefined %}x{% elif received.change > 0 %}{{ received.change }}{% endif %}",
        "{% if received.change is undefined or received.change > 0 %}x{% endif %}",
        '{{ received.change if received.change is defined else "—" }}',
        "{% if opened.day is defined %}{{ opened.day | day }}{% endif %}",
        "{{ period.month | genitive }}{{ period.month | prepositional }}",
        "{{ incident.received.month }}{{ received }}{{ received.month }}",
    ],
)
def test_a_template_may_say_this(source: str) -> None:
    assert told(f"a{source}") == []


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("{{ received.change }}", "{% if received.change is defined %}"),
        ("{% if received.change > 0 %}x{% endif %}", "ask first"),
        ("{% if received.change is defined %}x{% endif %}{{ received.change }}", "ask first"),
        ("{% if received.change is defined %}x{% else %}{{ received.change }}{% endif %}", "ask first"),
        ("{% if received.change is defined or received > 0 %}{{ received.change }}{% endif %}", "ask first"),
        ("{% if received.change is undefined and received.change > 0 %}x{% endif %}", "ask first"),
        ("{% if received.change_previous is defined %}{{ received.change }}{% endif %}", "ask first"),
        ('{% if received > "0" %}x{% endif %}', "numbers without quotes"),
        ("{% if municipality == 5 %}x{% endif %}", "in quotes"),
        ("{% if received in answered %}x{% endif %}", "numbers are compared with"),
        ("{% if received > 10000000000 %}x{% endif %}", "larger than any figure"),
        ("{{ received > 0 }}{{ 5 }}", "only texts in quotes"),
        ("{{ 5 | percent }}", "only texts in quotes"),
        ("{{ municipality | percent }}", "municipality is a text"),
        ("{{ received | genitive }}", "received is a number"),
        ('{{ period.month | count("a", "b") }}', "period.month is a month"),
        ("{{ received | count }}", "not used this way"),
        ('{{ received | count("a") }}', "not used this way"),
        ('{{ received | count("a", "b", "c", "d") }}', "not used this way"),
        ('{{ received | count("обращение", "обращений") }}', "three forms"),
        ('{{ received | about("обращение", "обращений") }}', "three forms"),
        ("{{ received | count(answered, handled) }}", "not used this way"),
        ("{{ received | percent(municipality) }}", "not used this way"),
        ("{{ received + 1 }}", "not for templates"),
        ("{{ received * 10 }}", "not for templates"),
        ("{{ -received }}", "not for templates"),
        ("{{ received.real }}", "there is no field 'received.real'"),
        ("{{ received.to_bytes }}", "there is no field"),
        ("{{ received.__class__ }}", "there is no field"),
        ("{{ received.month.year }}", "there is no field"),
        ("{{ period }}", "period.kind"),
        ("{{ recieved }}", "docs/press.md"),
        ("{% include 'nowhere' %}", "press/nowhere.txt"),
        ("{% for n in received %}x{% endfor %}", "not for templates"),
        ("{{ work.what }}", "there is no field 'work.what'"),
    ],
)
def test_a_template_may_not_say_this(source: str, word: str) -> None:
    found = told(f"a{source}")
    assert any(word in message for message in found), found


def test_a_problem_has_its_line_in_a_template_of_many() -> None:
    (problem,) = press_problems("week", {"week": b"a\n\n{# b #}\n{{ received.change }}\n"})
    assert (problem.file, problem.line) == ("press/week.txt", 4)


def test_no_part_of_a_figure_is_hidden_by_a_method_of_numbers() -> None:
    parts = {part for name in PRESS.fields for part in name.split(".")[1:]}
    assert not parts & {*dir(int), *dir(float)}
