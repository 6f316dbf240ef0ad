"""Days, moments and numbers as a reader of each language writes them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.language import LANGUAGES, speaking
from mcu_cli.wording import (
    appeals_text,
    day_text,
    decimal_text,
    from_seconds,
    full_day_text,
    long_day_text,
    moment_text,
    number_text,
)

OMSK = ZoneInfo("Asia/Omsk")
MOMENT = datetime(2025, 12, 24, 20, 6, 2, tzinfo=OMSK)


@pytest.mark.parametrize(
    ("language", "day", "moment", "exact"),
    [
        ("en", "2025-12-24", "2025-12-24 20:06", "2025-12-24 20:06:02"),
        ("ru", "24.12.2025", "24.12.2025 20:06", "24.12.2025 20:06:02"),
    ],
)
def test_days_and_moments(language: str, day: str, moment: str, exact: str) -> None:
    with speaking(language):
        assert day_text(date(2025, 12, 24)) == day
        assert moment_text(MOMENT) == moment
        assert moment_text(MOMENT, seconds=True) == exact
        assert moment_text(None) == ""


@pytest.mark.parametrize(
    ("number", "english", "russian"),
    [(0, "0", "0"), (999, "999", "999"), (9546, "9,546", "9\u00a0546"), (1234567, "1,234,567", "1\u00a0234\u00a0567")],
)
def test_numbers_stand_in_groups(number: int, english: str, russian: str) -> None:
    with speaking("en"):
        assert number_text(number) == english
    with speaking("ru"):
        assert number_text(number) == russian


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("ru", date(2025, 12, 24), "24 декабря 2025\u00a0г."),
        ("ru", date(2026, 5, 1), "1 мая 2026\u00a0г."),
        ("en", date(2025, 12, 24), "December 24, 2025"),
    ],
)
def test_documents_write_days_out(language: str, day: date, said: str) -> None:
    with speaking(language):
        assert long_day_text(day) == said


def test_a_day_is_written_with_its_day_of_the_week() -> None:
    with speaking("ru"):
        assert full_day_text(date(2026, 11, 22)) == "воскресенье, 22 ноября 2026\u00a0г."
    with speaking("en"):
        assert full_day_text(date(2026, 11, 22)) == "Sunday, November 22, 2026"


@given(day=st.dates(date(1, 1, 1)), language=st.sampled_from(LANGUAGES))
def test_days_written_out_are_those_of_the_unicode_tables(day: date, language: str) -> None:
    with speaking(language):
        for said, form in ((long_day_text(day), "long"), (full_day_text(day), "full")):
            # The narrow space of the tables is missing in fonts of older systems, which show a box.
            assert said == format_date(day, form, locale=language).replace("\u202f", "\u00a0")


@given(day=st.dates(date(1, 1, 1)), number=st.integers(-(10**15), 10**15))
def test_russian_days_and_numbers_are_those_of_the_unicode_tables(day: date, number: int) -> None:
    with speaking("ru"):
        assert day_text(day) == format_date(day, "dd.MM.y", locale="ru")
        assert number_text(number) == format_decimal(number, locale="ru")
    with speaking("en"):
        assert day_text(day) == day.isoformat()
        assert number_text(number) == format_decimal(number, locale="en")


@given(number=st.floats(-1e9, 1e9), digits=st.integers(0, 3))
def test_decimals_are_python_s_with_the_marks_of_the_language(number: float, digits: int) -> None:
    plain = f"{number:,.{digits}f}"
    marks = {"en": plain, "ru": plain.replace(",", "\u00a0").replace(".", ",")}
    for language in LANGUAGES:
        with speaking(language):
            assert decimal_text(number, digits) == marks[language]


@pytest.mark.parametrize(
    "call", ["full_day_text(date(2025, 12, 24))", "number_text(1000)", "decimal_text(12.5)", "appeals_text(21)"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_and_a_number_need_no_library_of_all_languages(language: str, call: str) -> None:
    code = (
        "import sys; from datetime import date; from mcu_cli.language import use; from mcu_cli.wording import *; "
        f"use({language!r}); {call}; sys.stdout.write(str('babel' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8")
    assert done.stdout == "False"


def test_decimals_have_the_mark_of_the_language() -> None:
    with speaking("en"):
        assert (decimal_text(1234.56), decimal_text(0.5, 0), decimal_text(1.25, 2)) == ("1,234.6", "0", "1.25")
    with speaking("ru"):
        assert (decimal_text(1234.56), decimal_text(12.5)) == ("1\u00a0234,6", "12,5")


@pytest.mark.parametrize(
    ("number", "russian"),
    [
        (0, "0 обращений"), (1, "1 обращение"), (2, "2 обращения"), (5, "5 обращений"), (11, "11 обращений"),
        (14, "14 обращений"), (21, "21 обращение"), (22, "22 обращения"), (111, "111 обращений"),
        (9546, "9\u00a0546 обращений"), (1001, "1\u00a0001 обращение"),
    ],
)  # fmt: skip
def test_appeals_are_counted_with_the_right_form(number: int, russian: str) -> None:
    with speaking("ru"):
        assert appeals_text(number) == russian
    with speaking("en"):
        assert appeals_text(number) == ("1 appeal" if number == 1 else f"{number:,} appeals")


@given(moment=st.datetimes(datetime(1990, 1, 1), datetime(2190, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_seconds_of_the_index_are_moments_again(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    again = from_seconds(int(whole.timestamp()), OMSK)
    assert again == whole
    assert again is not None
    assert again.tzinfo is OMSK
    assert from_seconds(None, OMSK) is None
