"""What reports ask of the index: however long a period is, not all of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.reports.periods import Window
from mcu_cli.reports.source import Answers, Source, final_answers, first_answers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DAY = 86_400
YEARS = Window(1_000_000_000, 1_000_000_000 + 25 * 365 * DAY)


class Asked:
    """An index with an answer at the beginning of whatever is asked for, which notes what that was."""

    def __init__(self, columns: int) -> None:
        """Tell so many columns of each answer."""
        self.windows: list[Window] = []
        self._columns = columns

    def query(self, _sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return the answer."""
        assert isinstance(parameters, dict)
        window = Window(**parameters)
        self.windows.append(window)
        return [(window.start - DAY, window.start, len(self.windows) % 2, "roads")[: self._columns]]


@pytest.mark.parametrize(("answers", "columns"), [(first_answers, 3), (final_answers, 4)])
def test_answers_are_asked_for_a_quarter_of_a_year_at_a_time(
    answers: Callable[[Source, Window], Answers], columns: int
) -> None:
    asked = Asked(columns)
    found = answers(asked, YEARS)
    assert all(window.end - window.start <= 92 * DAY for window in asked.windows)
    assert [*found.answered] == [window.start for window in asked.windows]
    assert asked.windows[0].start == YEARS.start
    assert asked.windows[-1].end == YEARS.end
    assert [*found.registered] == [moment - DAY for moment in found.answered]
    assert found.kept == [n % 2 for n in range(1, len(asked.windows) + 1)]
    assert [*found.departments] == (["roads"] * len(asked.windows) if columns == 4 else [])
