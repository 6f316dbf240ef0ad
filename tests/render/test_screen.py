"""Sections on a screen: what fits is shown, what does not is counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.render.cells import columns_of
from mcu_cli.render.screen import Row, Section, fitted, lines


def section(total: int, at_hand: int | None = None) -> Section:
    """Return a section of so many appeals, of which some are at hand."""
    rows = [Row(f"Текст {n}.", id=f"20261120-{n:04d}", when="сегодня до 14:30") for n in range(total)]
    return Section("Срок сегодня", total, rows[:at_hand], "mcu list today")


@pytest.mark.parametrize(
    ("totals", "height", "shown"),
    [
        ((3,), 4, [3]),
        ((3,), 3, [1]),  # title, a row, «and 2 more»
        ((2,), 3, [2]),  # the second row stands where «and 1 more» would
        ((2,), 2, [0]),
        ((9, 9), 12, [4, 4]),
        ((9, 9), 11, [4, 3]),  # the first has the odd line
        ((1, 9), 12, [1, 9]),
        ((1, 9), 11, [1, 7]),
        ((9, 1), 5, [1, 1]),
        ((9, 9, 9), 3, [0, 0, 0]),
        ((9, 9, 9), 1, [0, 0, 0]),
        ((), 10, []),
    ],
)
def test_sections_share_the_screen(totals: tuple[int, ...], height: int, shown: list[int]) -> None:
    assert fitted([section(total) for total in totals], height) == shown


def test_no_more_is_shown_than_is_at_hand() -> None:
    assert fitted([section(100, at_hand=3)], 40) == [3]


SECTIONS = st.lists(st.builds(section, st.integers(1, 30), st.integers(1, 30)), max_size=8)


@given(sections=SECTIONS, height=st.integers(0, 60))
def test_what_is_shown_fits_and_is_as_much_as_fits(sections: list[Section], height: int) -> None:
    shown = fitted(sections, height)
    drawn = list(lines(sections, shown, 80, apart=False, colour=False))
    assert len(drawn) <= max(height, len(sections))
    for one, rows in zip(sections, shown, strict=True):
        assert rows <= min(one.total, len(one.rows))
        if rows < len(one.rows):
            assert len(drawn) + one.height(rows + 1) - one.height(rows) > height


def test_what_is_not_shown_is_counted_with_its_command() -> None:
    assert list(lines([section(5)], [2], 80, apart=True, colour=False)) == [
        "",
        "Срок сегодня: 5",
        "  20261120-0000  сегодня до 14:30  Текст 0.",
        "  20261120-0001  сегодня до 14:30  Текст 1.",
        "    and 3 more: mcu list today",
    ]
    assert list(lines([section(5)], [0], 80, apart=False, colour=False)) == ["Срок сегодня: 5  mcu list today"]


LATE = "просрочено на 2 дня"
ROW = Row(
    "Яма 😀 на дороге, которую не чинят третий год",
    id="20261120-0001",
    when=LATE,
    place="улица Первомайская, 12",
    department="Управление дорожного хозяйства",
    nobody="не назначено",
    is_late=True,
)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (110, f"  20261120-0001  {LATE}  улица Первомайская, 12  Управление дорожного…   Яма 😀 на дороге, котор…"),
        (80, "  20261120-0001  просрочено на 2 дня  не назначено: улица Первомайская,…: Яма…"),
        (60, "  20261120-0001  просрочено на 2 дня  не назначено: улица П…"),
        (40, "  20261120-0001  просрочено на 2 дня"),
    ],
)
def test_a_row_fits_the_width(width: int, line: str) -> None:
    shown = list(lines([Section("Просрочено", 1, [ROW], "")], [1], width, apart=False, colour=False))
    assert shown == ["Просрочено: 1", line]
    assert columns_of(line) <= width


def test_what_presses_is_coloured_where_colours_are_shown() -> None:
    pressing = Section("Просрочено", 1, [ROW], "", is_pressing=True)
    title, row = lines([pressing], [1], 80, apart=False, colour=True)
    assert title == "\x1b[1m\x1b[31mПросрочено: 1\x1b[0m"
    assert "\x1b[31mпросрочено на 2 дня\x1b[0m" in row
    assert "\x1b" not in "".join(lines([pressing], [1], 80, apart=False, colour=False))
