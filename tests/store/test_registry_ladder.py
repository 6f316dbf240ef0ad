"""The escalation ladder of departments.yaml: its steps, and what is wrong in them, by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.registry import Rung
from mcu_cli.store.registries import examine
from tests.store.test_registries import CATEGORIES, DEPARTMENTS

if TYPE_CHECKING:
    from mcu_cli.errors import Problem

ABOVE = DEPARTMENTS.partition("escalation:\n")[0]
FIRST_LINE = ABOVE.count("\n") + 2  # of the first step


def read(steps: str) -> tuple[tuple[Rung, ...], list[Problem]]:
    """Return the ladder, empty where the registry is refused, and the problems."""
    registry, problems = examine(f"{ABOVE}escalation:\n{steps}".encode(), CATEGORIES.encode())
    return registry.ladder if registry else (), problems


def test_a_step_has_a_share_a_name_and_an_address() -> None:
    ladder, problems = read(
        "- {id: executor, title: Исполнитель, at: 50 %, department: true}\n"
        "- {id: deputy, title: Заместитель}\n"
        "- {id: mayor, title: Глава, at: 150%, name: Иванова И. И., email: mayor@town.example}\n"
    )

    assert problems == []
    assert ladder == (
        Rung("executor", "Исполнитель", 50, department=True),
        Rung("deputy", "Заместитель"),
        Rung("mayor", "Глава", 150, "Иванова И. И.", "mayor@town.example"),
    )


def test_a_ladder_written_before_there_were_shares_is_read_as_it_was() -> None:
    ladder, problems = read("- {id: curator, title: Куратор}\n- {id: mayor, title: Глава города}\n")

    assert problems == []
    assert ladder == (Rung("curator", "Куратор"), Rung("mayor", "Глава города"))


@pytest.mark.parametrize("text", ["80 %", "80%", "'80 %'", "'80\N{NO-BREAK SPACE}%'", "'80\N{NARROW NO-BREAK SPACE}%'"])
def test_a_share_is_a_number_and_a_sign(text: str) -> None:
    ladder, problems = read(f"- {{id: curator, title: Куратор, at: {text}}}\n")

    assert problems == []
    assert ladder[0].at == 80


@pytest.mark.parametrize(
    "text", ["80", "0.8", "0 %", "-5 %", "12.5 %", "12345 %", "'%'", "''", "восемьдесят %", "٨٠ %"]
)
def test_nothing_else_is_a_share(text: str) -> None:
    ladder, problems = read(f"- {{id: curator, title: Куратор, at: {text}}}\n")

    assert ladder == ()
    assert [(one.line, one.field) for one in problems] == [(FIRST_LINE, "escalation.0.at")]
    assert "is not a share of the term; write it as 80 %" in problems[0].message


@pytest.mark.parametrize(
    ("steps", "line", "sentence"),
    [
        (
            "- {id: a, title: А, at: 80 %}\n- {id: b, title: Б}\n- {id: c, title: В, at: 80 %}\n",
            FIRST_LINE + 2,
            "the shares of the steps rise: 80 % stands above 80 %",
        ),
        ("- {id: a, title: А, at: 100 %}\n- {id: b, title: Б, at: 50 %}\n", FIRST_LINE + 1, "50 % stands above 100 %"),
        ("- {id: a, title: А, at: [80 %]}\n", FIRST_LINE, "one value is expected here"),
        ("- {id: a, title: А, name: [Б]}\n", FIRST_LINE, "one value is expected here"),
        ("- {id: a, title: А, department: roads}\n", FIRST_LINE, "'roads' is neither true nor false"),
        ("- {id: a, title: А, department: [true]}\n", FIRST_LINE, "one value is expected here"),
        ("- {id: a, title: А, department: true, email: a@b}\n", FIRST_LINE, "they stand in `departments`"),
        ("- {id: a}\n", FIRST_LINE, "a step with `id` and `title` is expected here"),
        ("- a\n", FIRST_LINE, "a step with `id` and `title` is expected here"),
    ],
)
def test_what_is_wrong_in_a_step_is_named_by_line(steps: str, line: int, sentence: str) -> None:
    ladder, problems = read(steps)

    assert ladder == ()
    assert [(one.line, one.level) for one in problems] == [(line, "error")]
    assert sentence in problems[0].message


def test_a_slip_in_a_key_is_a_warning_for_it_would_make_a_step_of_hand_alone() -> None:
    ladder, problems = read("- {id: a, title: А, att: 80 %}\n")

    assert ladder == (Rung("a", "А"),)
    assert [(one.level, one.field) for one in problems] == [("warning", "escalation.0.att")]
