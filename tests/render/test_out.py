"""The one door: results on stdout, the rest on stderr, and one envelope for programs."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.errors import Problem, ReaderGoneError
from mcu_cli.render.out import Out

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = "\x1b[31m\u202eтекст"
SHOWN = "<U+001B>[31m<U+202E>текст"


class Terminal(io.StringIO):
    """A stream that says of itself that it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def door(**options: Any) -> tuple[Out, io.StringIO, io.StringIO]:
    """Return a door and its two streams."""
    stdout, stderr = io.StringIO(), io.StringIO()
    return Out(stdout, stderr, **options), stdout, stderr


def test_results_and_notes_go_apart_and_harmless() -> None:
    out, stdout, stderr = door()
    out.say(HOSTILE)
    out.say()
    out.note(HOSTILE)
    assert stdout.getvalue() == f"{SHOWN}\n\n"
    assert stderr.getvalue() == f"{SHOWN}\n"


def test_a_quiet_door_tells_errors_alone() -> None:
    out, _stdout, stderr = door(quiet=True)
    out.note("заметка")
    out.error("ошибка")
    assert stderr.getvalue() == "mcu: ошибка\n"


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("плохо"), "  плохо\n"),
        (Problem("плохо", file="a.yaml"), "  a.yaml: плохо\n"),
        (Problem("плохо", file="a.yaml", line=7), "  a.yaml:7: плохо\n"),
        (Problem("плохо", file="a.yaml", line=7, field="place.street"), "  a.yaml:7, place.street: плохо\n"),
        (Problem("плохо", file="a.xlsx", row=3, field="Текст"), "  a.xlsx, row 3, Текст: плохо\n"),
        (Problem("плохо", row=3), "  row 3: плохо\n"),
        (Problem("плохо", field="text"), "  text: плохо\n"),
        (Problem(f"плохо\n{HOSTILE}"), f"  плохо {SHOWN}\n"),
    ],
)
def test_a_problem_is_one_line_with_its_place(problem: Problem, line: str) -> None:
    out, _stdout, stderr = door()
    out.problem(problem)
    assert stderr.getvalue() == line


def test_an_error_is_one_line_and_its_problems_follow() -> None:
    out, stdout, stderr = door()
    out.error("два\nслова", [Problem("раз", row=1), Problem("два", row=2)])
    assert stderr.getvalue() == "mcu: два слова\n  row 1: раз\n  row 2: два\n"
    assert stdout.getvalue() == ""


def test_an_error_is_in_the_envelope_too() -> None:
    out, stdout, stderr = door(json=True)
    out.error("нельзя")
    assert json.loads(stdout.getvalue()) == {
        "mcu": 1,
        "data": None,
        "problems": [{"message": "нельзя", "level": "error"}],
    }
    assert stderr.getvalue() == "mcu: нельзя\n"


def test_a_result_is_for_people_or_for_programs() -> None:
    out, stdout, _stderr = door()
    out.result({"a": 1}, lambda: out.say("для людей"))
    assert stdout.getvalue() == "для людей\n"
    out, stdout, _stderr = door(json=True)
    out.result({"a": 1}, lambda: out.say("для людей"), [Problem("плохо", file="x", line=1, level="warning")])
    envelope = json.loads(stdout.getvalue())
    assert envelope["data"] == {"a": 1}
    assert envelope["problems"] == [{"message": "плохо", "file": "x", "line": 1, "level": "warning"}]


@given(text=st.text(max_size=50))
@settings(max_examples=200)
def test_any_text_comes_through_json_and_none_of_it_acts(text: str) -> None:
    out, stdout, _stderr = door(json=True)
    out.result({"text": text, f"«{text}": 1}, out.say)
    printed = stdout.getvalue()
    assert json.loads(printed)["data"]["text"] == text
    assert all(letter.isprintable() or letter in "\n\t " for letter in printed)
    printed.encode()


class Gone(io.StringIO):
    """A stream whose reader went away."""

    def write(self, _text: str) -> int:
        """Fail as a closed pipe does."""
        raise BrokenPipeError


@pytest.mark.parametrize(
    "speak", [lambda out: out.say("а"), lambda out: out.raw("а"), lambda out: out.result(1, out.say)]
)
def test_a_reader_that_went_away_is_told_apart_from_other_pipes(speak: Callable[[Out], None]) -> None:
    with pytest.raises(ReaderGoneError):
        speak(Out(Gone(), io.StringIO(), json=True))


def test_no_bar_is_drawn_where_nobody_sees_it_or_little_is_done() -> None:
    out, _stdout, stderr = door()
    assert list(out.progress(range(1000), 1000)) == list(range(1000))
    assert stderr.getvalue() == ""
    terminal = Terminal()
    out = Out(io.StringIO(), terminal, progress_shown=True)
    assert list(out.progress(range(10), 10)) == list(range(10))
    assert terminal.getvalue() == ""


def test_a_bar_is_drawn_on_the_terminal_of_stderr_alone() -> None:
    stdout, terminal = io.StringIO(), Terminal()
    out = Out(stdout, terminal, progress_shown=True)
    assert list(out.progress(range(1000), 1000)) == list(range(1000))
    assert terminal.getvalue()
    assert stdout.getvalue() == ""
