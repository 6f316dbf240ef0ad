"""The argument that names a period: a word like `month`, or the period itself, `2021-11`."""

from __future__ import annotations

from datetime import date
from typing import Any

from mcu_cli.commands.word import OneOf
from mcu_cli.domain.days import NoSuchDayError
from mcu_cli.domain.names import find_word
from mcu_cli.errors import UsageError
from mcu_cli.language import _, marked
from mcu_cli.reports.periods import Kind
from mcu_cli.reports.typed_periods import stretch_of

_PERIODS = {
    Kind.DAY: marked("day"),
    Kind.WEEK: marked("week"),
    Kind.MONTH: marked("month"),
    Kind.QUARTER: marked("quarter"),
    Kind.YEAR: marked("year"),
    Kind.RANGE: marked("range"),
}
_ANY_DAY = date(2000, 1, 1)


class PeriodWord(OneOf):
    """The type of such an argument, for `click_type`."""

    def __init__(self) -> None:
        """Know the kinds of periods by their words."""
        super().__init__(Kind, kind_title)

    def convert(self, value: Any, param: Any, ctx: Any) -> str:  # noqa: ARG002  # of the framework's method
        """Return the word of a kind, or what was typed where it is a period itself; raises UsageError."""
        typed = str(value)
        if not typed or (find_word(Kind, typed, kind_title) is None and _is_stretch(typed)):
            return typed
        found = find_word(Kind, typed, kind_title)
        if found is None:
            raise UsageError(
                _(
                    "{text!r} is no period; name one of {words}, or write a day like 2026-11-20, a month like 2026-11, "
                    "a quarter like 2026-Q4, a year like 2026; a range of days is --from DAY --to DAY"
                ).format(text=typed, words=self._listed())
            )
        return found.value


def kind_title(kind: Kind) -> str:
    """Return what a kind of period is called in the language spoken."""
    return _(_PERIODS[kind])


def _is_stretch(typed: str) -> bool:
    try:
        stretch_of(typed, today=_ANY_DAY)
    except NoSuchDayError:
        raise
    except UsageError:
        return False
    return True
