"""Rows whose names may not be shown, as one: nothing is lost from the counts, and nothing is made up."""

from __future__ import annotations

from typing import Any

import pytest

from mcu_cli.reports.hidden_rows import HIDDEN, together

NAME = "hidden"


def row(name: str, received: int, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": name, "received": received, **more}


def test_counts_add_up_and_the_share_is_that_of_the_sum() -> None:
    rows = [row("a", 1, share_percent=33.3), row("b", 1, share_percent=33.3), row("c", 1, share_percent=33.3)]
    (one,) = together("topics", rows[:2], rows, NAME)
    assert one == {"id": HIDDEN, "title": NAME, "received": 2, "share_percent": 66.7}


def test_growth_is_told_of_the_sums_and_only_where_they_are_known() -> None:
    known = [
        row("a", 2, received_last_year=1, change_percent=100.0),
        row("b", 4, received_last_year=3, change_percent=33.3),
    ]
    assert together("departments", known, known, NAME)[0]["change_percent"] == 50.0
    unknown = [row("a", 2, received_last_year=None, change_percent=None)] * 2
    assert together("departments", unknown, unknown, NAME)[0] | {"received": 0} == {
        "id": HIDDEN, "title": NAME, "received": 0, "received_last_year": None, "change_percent": None,
    }  # fmt: skip


def test_what_cannot_be_added_up_is_not() -> None:
    rows = [
        row("a", 1, rank=1, mean_hours=2.0, max_overdue_days=3.5, overdue=2, per_1000=None, topic={"id": "x"}),
        row("b", 1, rank=2, mean_hours=4.0, max_overdue_days=1.0, overdue=1, per_1000=None, topic=None),
    ]
    (one,) = together("executors", rows, rows, NAME)
    assert (one["rank"], one["mean_hours"], one["per_1000"], one["topic"]) == (None, None, None, None)
    assert (one["max_overdue_days"], one["overdue"]) == (3.5, 3)


def test_numbers_in_columns_are_added_column_by_column() -> None:
    rows = [
        {"id": "a", "title": "a", "received": [1, 2], "total": 3},
        {"id": "b", "title": "b", "received": [4, 0], "total": 4},
    ]
    (one,) = together("groups_by_district", rows, rows, NAME)
    assert (one["received"], one["total"]) == ([5, 2], 7)


@pytest.mark.parametrize("member", ["growth", "new_topics", "topics_by_channel"])
def test_a_list_of_the_first_of_many_has_no_such_row(member: str) -> None:
    assert together(member, [row("a", 1)], [row("a", 1)], NAME) == []
