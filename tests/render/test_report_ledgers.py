"""The tables of instructions, polls and works: what they show, and what they leave out."""

from __future__ import annotations

from typing import Any

from mcu_cli.render.about import about_lines
from mcu_cli.render.report.parts import instructions, polls, works
from mcu_cli.render.report.section import Kind

COUNTS = {
    "given": 165,
    "done": 153,
    "done_in_time": 139,
    "done_late": 14,
    "done_without_term": 0,
    "overdue": 5,
    "open": 12,
    "given_last_year": None,
}


def poll(*votes: int | None, **changes: Any) -> dict[str, Any]:
    options = [
        {"text": f"Option {n}", "votes": number, "share_percent": None if number is None else number / 10}
        for n, number in enumerate(votes, start=1)
    ]
    return {
        "id": "P-2026-0001",
        "question": "Where?",
        "begins": "2026-11-01",
        "ends": None,
        "participants": 1000,
        "options": options,
        "decision": None,
        "link": None,
        "status": "done",
        **changes,
    }


def work(what: str = "Bumps", **changes: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("count", "place", "district", "photo"))
    return {"id": "W-2026-0001", "what": what, "day": "2026-11-01", "appeals": 0, **empty, **changes}


def test_instructions_are_one_table_and_what_is_unknown_is_no_zero() -> None:
    (table,) = instructions.sections({"instructions": COUNTS})
    assert table.name == "instructions"
    assert [(row[0], row[1]) for row in table.rows] == [
        ("given", 165),
        ("given a year earlier", None),
        ("done", 153),
        ("of these in time", 139),
        ("of these late", 14),
        ("not done at the end", 12),
        ("of these overdue", 5),
    ]


def test_where_there_is_nothing_there_is_no_table() -> None:
    assert instructions.sections({"instructions": None}) == []
    assert instructions.sections({"instructions": {**dict.fromkeys(COUNTS, 0), "given_last_year": None}}) == []
    assert len(instructions.sections({"instructions": {**dict.fromkeys(COUNTS, 0), "given_last_year": 1}})) == 1
    assert polls.sections({"polls": None}) == polls.sections({"polls": []}) == []
    assert works.sections({"works": None, "works_by_what": None}) == []
    assert works.sections({"works": [], "works_by_what": []}) == []


def test_polls_are_a_table_and_each_result_one_more() -> None:
    tables = polls.sections({"polls": [poll(700, 300), poll(None, None, question="When?", participants=None)]})
    assert [(table.name, table.title) for table in tables] == [("polls", "Polls"), ("polls", "Votes: Where?")]
    assert [row[0] for row in tables[0].rows] == ["Where?", "When?"]
    assert tables[1].rows == [["Option 1", 700, 70.0], ["Option 2", 300, 30.0]]
    assert tables[1].chart is not None


def test_works_leave_out_the_columns_that_none_of_them_fills() -> None:
    (table,) = works.sections({"works": [work()], "works_by_what": [{"what": "Bumps", "count": None, "works": 1}]})
    assert [(column.heading, column.kind) for column in table.columns] == [
        ("day", Kind.DAY),
        ("what was done", Kind.TEXT),
    ]
    assert table.rows == [["2026-11-01", "Bumps"]]


def test_equal_works_stand_together_before_each_by_itself() -> None:
    together, each = works.sections(
        {
            "works": [work(count=5, place="Main Street"), work(count=7, appeals=2)],
            "works_by_what": [{"what": "Bumps", "count": 12, "works": 2}],
        }
    )
    assert together.name == "works_by_what"
    assert together.rows == [["Bumps", 12, 2]]
    assert [column.heading for column in each.columns] == ["day", "what was done", "how many", "where", "appeals"]
    assert each.rows == [["2026-11-01", "Bumps", 5, "Main Street", 0], ["2026-11-01", "Bumps", 7, None, 2]]


def test_an_appeal_that_no_item_names_has_no_lines() -> None:
    assert list(about_lines([], None, None)) == []  # type: ignore[arg-type]  # neither is asked
