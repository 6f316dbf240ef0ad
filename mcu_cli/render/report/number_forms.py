"""Numbers in a running text: the form of a word that goes with one, thousands, rounded figures, percent, months.

Beside the tables of Babel these are the grammar of the two languages, no sentences: what is said stands in templates.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from mcu_cli.language import spoken
from mcu_cli.wording import decimal_text, number_text

if TYPE_CHECKING:
    from datetime import date

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
_THOUSAND, _HUNDRED, _TEN = 1000, 100, 10
_NEAR = 0.03  # how far a number may be from a round one to be more than that, or almost that
_ABOUT = {"ru": "около", "en": "about"}
_MORE_THAN = {"ru": "более", "en": "more than"}
_ALMOST = {"ru": "почти", "en": "almost"}
_THOUSANDS = {"ru": f"{NO_BREAK_SPACE}тыс.", "en": f"{NO_BREAK_SPACE}thousand"}


class Whole(int):
    """A whole number that prints in groups of three: `9 546`; parts of its field stand on it as attributes."""

    def __str__(self) -> str:
        """Write it as the language spoken does."""
        return figure(int(self))


class Decimal(float):
    """A number that prints with one decimal where it has any: `12,5`."""

    def __str__(self) -> str:
        """Write it as the language spoken does."""
        return figure(float(self))


class Month(str):
    """A month, which prints in the nominative; Russian texts need two more cases of it."""

    __slots__ = ("genitive", "prepositional")
    genitive: str
    prepositional: str


def numeral(number: float) -> Whole | Decimal:
    """Return a number as a template prints it; to one decimal, a whole one without any."""
    rounded = round(number, 1)
    return Whole(rounded) if rounded == int(rounded) else Decimal(rounded)


def figure(number: float) -> str:
    """Return a number in groups, with one decimal where it has any, and a minus as wide as a plus."""
    shown = numeral(number)
    text = number_text(abs(int(shown))) if isinstance(shown, int) else decimal_text(abs(float(shown)))
    return f"{MINUS if shown < 0 else ''}{text}"


def form(number: float, *forms: str) -> str:
    """Return the form of a word that goes with a number.

    Three forms go by the Russian rule, for 1, 2 and 5: a broken number takes the second («2,5 часа»). Two forms go by
    the English one.
    """
    shown = numeral(number)
    if len(forms) == len(("one", "many")):
        return forms[abs(shown) != 1]
    one, few, many = forms
    if not isinstance(shown, int):
        return few
    last, last_two = abs(shown) % 10, abs(shown) % 100
    if last == 1 and last_two != 11:  # noqa: PLR2004  # the rule of the Unicode CLDR, as are those below
        return one
    return few if last in {2, 3, 4} and last_two not in {12, 13, 14} else many


def count(number: float, *forms: str) -> str:
    """Return a number with the form of a word: `9 546 обращений`."""
    return f"{figure(number)} {form(number, *forms)}"


def thousands(number: float, *forms: str) -> str:
    """Return a number in thousands with one decimal: `2,1 тыс. обращений`; below a thousand as `count` has it."""
    if abs(number) < _THOUSAND:
        return _plain(number, forms)
    text = f"{figure(number / _THOUSAND)}{_THOUSANDS[spoken()]}"
    return f"{text} {forms[-1]}" if forms else text


def about(number: float, *forms: str) -> str:
    """Return a number rounded, with the word that is true of it: `более 2,1 тыс. обращений`, `почти 4 тыс.`, `около`.

    It is `более` just above the round number and `почти` just below, within 3 %; else `около`. One that is round
    already, or below a hundred, stands as it is and without the word.
    """
    if number < _HUNDRED:
        return _plain(number, forms)
    rounded, is_near = _rounded(number)
    if rounded == number:
        return _plain(number, forms)
    words = _ABOUT if not is_near else _MORE_THAN if rounded < number else _ALMOST
    text = thousands(rounded, *forms) if spoken() == "ru" else _plain(rounded, forms)
    return f"{words[spoken()]} {text}"


def rounded(number: float, *forms: str) -> str:
    """Return a number as `about` has it, with the exact one behind it: `почти 4 тыс. обращений (3 996)`."""
    said = about(number, *forms)
    return said if said == _plain(number, forms) else f"{said} ({figure(number)})"


def times(change: float, *forms: str) -> str:
    """Return a growth in percent as how many times as much that is: 220 % more are `3,2 раза` as many."""
    return count(1 + change / _HUNDRED, *forms)


def percent(number: float) -> str:
    """Return a share: `23 %`, `4,7 %`; `23%` in English."""
    return f"{figure(number)}{NO_BREAK_SPACE if spoken() == 'ru' else ''}%"


def unsigned(number: float) -> Whole | Decimal:
    """Return how large a number is, whatever its sign."""
    return numeral(abs(number))


def month_of(day: date) -> Month:
    """Return the month of a day with its cases."""
    from babel.dates import format_date  # 20 ms: only where one is said

    name = Month(format_date(day, "LLLL", spoken()))
    name.genitive = format_date(day, "d MMMM", spoken()).split()[1] if spoken() == "ru" else str(name)
    # All twelve end in ь, й or т: январь, май, март.
    name.prepositional = f"{name.rstrip('ьй')}е" if spoken() == "ru" else str(name)
    return name


def genitive(month: Month) -> str:
    """Return a month in the genitive: `с начала декабря`."""
    return month.genitive


def prepositional(month: Month) -> str:
    """Return a month in the prepositional case: `в декабре`."""
    return month.prepositional


def _rounded(number: float) -> tuple[int, bool]:
    """Return the roundest number near another from 100 on, and whether it is within 3 %: 4,000 for 3,987, not 3,990."""
    digits = len(str(int(number))) - 1
    finest = _HUNDRED if number >= _THOUSAND else _TEN
    steps = [part for power in range(digits, 0, -1) for part in (10**power, 5 * 10 ** (power - 1)) if part >= finest]
    found = [floor(number / step + 0.5) * step for step in steps]
    near = next((one for one in found if abs(one - number) <= _NEAR * one), None)
    return (found[-1], False) if near is None else (near, True)


def _plain(number: float, forms: tuple[str, ...]) -> str:
    return count(number, *forms) if forms else figure(number)
