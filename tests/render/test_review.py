"""The words of a report: its title by kind and period, the sentences with which it begins, a review under 59-ФЗ."""

from __future__ import annotations

from typing import Any

import pytest

from mcu_cli.language import speaking
from mcu_cli.render.report.review import review_paragraphs
from mcu_cli.render.report.sentences import opening
from mcu_cli.render.report.text import heading, legal_note, paragraphs, period_title
from tests.render.press_data import answer_time, figure, report_data, row

QUARTER = {"kind": "quarter", "from": "2026-01-01", "to": "2026-03-31", "as_of": None}


def review(**members: Any) -> dict[str, Any]:
    return report_data(**{"kind": "review", "period": QUARTER, "opened": None} | members)


@pytest.mark.parametrize(
    ("kind", "first", "last", "title"),
    [
        ("day", "2026-01-12", "2026-01-12", "Review of citizens' appeals of 12 January 2026"),
        ("week", "2026-01-12", "2026-01-18", "Review of citizens' appeals from 12 to 18 January 2026"),
        ("month", "2026-01-01", "2026-01-31", "Review of citizens' appeals for January 2026"),
        ("quarter", "2026-01-01", "2026-03-31", "Review of citizens' appeals for quarter I of 2026"),
        ("quarter", "2026-10-01", "2026-12-31", "Review of citizens' appeals for quarter IV of 2026"),
        ("year", "2026-01-01", "2026-12-31", "Review of citizens' appeals for the year 2026"),
        ("range", "2025-12-29", "2026-01-04", "Review of citizens' appeals from 29 December 2025 to 4 January 2026"),
    ],
)
def test_a_review_is_called_by_its_period(kind: str, first: str, last: str, title: str) -> None:
    data = review(period={"kind": kind, "from": first, "to": last, "as_of": None})
    with speaking("en"):
        assert heading(data) == title
        assert heading({**data, "kind": "public"}) != title


def test_quarters_stand_in_roman_numerals() -> None:
    with speaking("en"):
        assert period_title(QUARTER) == "quarter I of 2026"


def test_a_review_names_the_law_quantities_themes_outcome_terms_and_receptions() -> None:
    with speaking("en"):
        found = review_paragraphs(review())
    assert found == [
        (
            "Citizens' appeals are considered under Federal Law 59-FZ of 2 May 2006 “On the procedure for considering "
            "appeals of citizens of the Russian Federation”."
        ),
        (
            "430 appeals were received, 4.7% fewer than in quarter IV of 2025 and 23.0% more than a year earlier. "
            "428 appeals held 430 questions. By kind: complaints "
            "— 300 (12.5%). By form: electronic — 425 (12.5%), written — 5 (12.5%). 8 appeals were repeated ones."
        ),
        "The most frequent themes: дороги — 200 (12.5%), ЖКХ — 130 (12.5%), общественный транспорт — 99 (12.5%).",
        (
            "417 appeals were considered: разъяснено — 200 (12.5%), решено — 201 (12.5%). 201 appeals were decided "
            "in favour of the citizen (50.1% of those considered that have an outcome)."
        ),
        (
            "410 appeals were done in time, 7 were late. By the length of the consideration: up to 15 days — 400, "
            "from 16 to 30 days — 15, more than 30 days — 2. The term of 1 appeal was extended. 53 appeals are "
            "waiting at the end; 2 of them are overdue."
        ),
        (
            "22 personal receptions were held, 6 of them in the field, 106 citizens were received. 165 instructions of "
            "the head were given, 153 instructions were carried out, 5 instructions are overdue."
        ),
    ]


def test_a_review_without_anything_says_no_more_than_that() -> None:
    nothing: dict[str, Any] = dict.fromkeys(("received", "answered", "handled", "closed"), figure(0))
    nothing |= {name: [] for name in ("kinds", "forms", "groups", "outcomes", "no_answer")}
    nothing |= dict.fromkeys(("receptions", "instructions", "punctual"))
    nothing |= {"repeats": dict.fromkeys(("primary", "repeat", "multiple", "duplicates"), 0)}
    nothing |= {"bands": dict.fromkeys(("within_15_days", "within_30_days", "over_30_days"), 0)}
    nothing |= {"letters": 0, "extended": 0, "backlog": {"start": 0, "in": 0, "out": 0, "end": 0}, "overdue": 0}
    nothing |= {"decided_in_favour": {"count": 0, "of": 0, "percent": None}}
    with speaking("en"):
        found = review_paragraphs(review(**nothing))
    assert found[1:] == [
        "No appeals were received.",
        "No appeals are waiting at the end.",
    ]


def test_what_was_left_without_an_answer_is_told_with_the_law() -> None:
    with speaking("en"):
        text = " ".join(review_paragraphs(review(no_answer=[{"appeals": 3}, {"appeals": 1}], centre={"rejected": 3})))
    assert "3 appeals were left without an answer on the merits on the grounds of the law (art. 11)." in text


def test_the_sentences_of_a_report_say_what_was_done_how_fast_and_what_waits() -> None:
    with speaking("en"):
        found = opening(report_data(opened="2021-12-08"))
    assert found == [
        (
            "The centre opened on 8 December 2021. "
            "430 appeals were received, 4.7% fewer than a week earlier and 23.0% more than a year earlier. "
            "428 appeals held 430 questions."
        ),
        (
            "Answers were given to 422 appeals, 417 were handled, 300 were closed. "
            "201 appeals were decided in favour of the citizen (50.1% of those considered that have an outcome). "
            "410 appeals were done in time, 7 were late."
        ),
        (
            "On average the first answer took 5.2 hours of working time. On average the final answer took 21.3 hours "
            "of working time."
        ),
        "53 appeals are waiting at the end; 2 of them are overdue. The urgent line received 21 appeals.",
        (
            "22 personal receptions were held, 6 of them in the field, 106 citizens were received. "
            "165 instructions of the head were given, 153 instructions were carried out, 5 instructions are overdue. "
            "Because of appeals 3 works were done."
        ),
    ]


@pytest.mark.parametrize(
    ("appeals", "said"),
    [
        ((0,), "1 work was done."),
        ((3, 0, 1), "3 works were done, 2 of them because of citizens' appeals."),
        ((1, 2), "Because of appeals 2 works were done."),
    ],
)
def test_works_are_said_to_be_of_appeals_as_far_as_they_are(appeals: tuple[int, ...], said: str) -> None:
    with speaking("en"):
        assert opening(report_data(works=[{"what": "x", "appeals": n} for n in appeals]))[-1].endswith(f". {said}")


def test_answers_of_a_working_day_are_told_of_long_periods_only() -> None:
    said = "85.0 answers were given per working day on average."
    with speaking("en"):
        assert said not in " ".join(opening(report_data()))
        year = {"kind": "year", "from": "2021-01-01", "to": "2021-12-31", "as_of": None}
        assert said in " ".join(opening(report_data(period=year)))


def test_a_year_is_compared_with_the_year_before_once() -> None:
    year = {"kind": "year", "from": "2021-01-01", "to": "2021-12-31", "as_of": None}
    with speaking("en"):
        text = " ".join(opening(report_data(period=year)))
    assert text.count(" than ") == 1
    assert "23.0% more than a year earlier" in text


def test_what_a_report_does_not_know_is_not_said() -> None:
    unknown: dict[str, Any] = dict.fromkeys(("receptions", "instructions", "works", "punctual", "opened"))
    data = report_data(
        **unknown,
        decided_in_favour={"count": 0, "of": 0, "percent": None},
        first_answer=answer_time(None),
        final_answer=answer_time(None),
        answers_per_working_day=None,
        urgent={"received": 0, "answered": 0},
    )
    with speaking("en"):
        assert len(opening(data)) == 3


def test_one_of_each_is_told_in_the_singular() -> None:
    data = report_data(
        received=figure(1),
        letters=1,
        answered=figure(1),
        handled=figure(1),
        closed=figure(1),
        decided_in_favour={"count": 1, "of": 1, "percent": 100.0},
        punctual={"in_time": 1, "late": 0, "without_term": 0},
        backlog={"start": 0, "in": 1, "out": 0, "end": 1},
        overdue=0,
        urgent={"received": 1, "answered": 0},
        receptions={"held": 1, "field": 1, "citizens": 1},
        instructions={"given": 1, "done": 1, "overdue": 1},
        works=[{"what": "x", "count": 1, "appeals": 1}],
    )
    with speaking("en"):
        text = " ".join(opening(data))
    for phrase in (
        "1 appeal was received.",
        "Answers were given to 1 appeal, 1 was handled, 1 was closed.",
        "1 appeal was decided in favour",
        "1 appeal was done in time, none was late.",
        "1 appeal is waiting at the end; none of them is overdue.",
        "The urgent line received 1 appeal.",
        "1 personal reception in the field was held, 1 citizen was received.",
        "1 instruction of the head was given, 1 instruction was carried out, 1 instruction is overdue.",
        "Because of appeals 1 work was done.",
    ):
        assert phrase in text


def test_a_period_without_new_instructions_tells_what_became_of_earlier_ones() -> None:
    def told(done: int) -> str:
        with speaking("en"):
            return " ".join(opening(report_data(instructions={"given": 0, "done": done, "overdue": 2})))

    assert "No new instructions of the head were given, 2 instructions are overdue." in told(0)
    assert "No new instructions of the head were given, 1 instruction was carried out, 2" in told(1)


def test_paragraphs_that_are_ready_stand_as_they_are() -> None:
    with speaking("en"):
        assert paragraphs(report_data(paragraphs=["Раз.", "Два."])) == ["Раз.", "Два."]
        assert paragraphs(report_data(kind="public")) == opening(report_data())
        assert paragraphs(review()) == review_paragraphs(review())


def test_the_note_of_the_law_stands_once_and_only_where_it_must() -> None:
    with speaking("en"):
        note = legal_note(["ВКонтакте, Instagram", "Facebook"])
        assert note.startswith("* Instagram, Facebook: ")
        assert legal_note(["ВКонтакте и Telegram"]) == ""
        assert legal_note(["Instagram", legal_note(["Instagram"])]) == ""


def test_rows_of_a_review_without_anything_are_left_out() -> None:
    with speaking("en"):
        text = " ".join(review_paragraphs(review(groups=[row("roads", "Дороги", 0), row("", "не указано", 9)])))
    assert "themes" not in text


def test_outcomes_that_nobody_stated_are_told_so_that_the_sum_is_right() -> None:
    outcomes = [row("explained", "разъяснено", 202), row("", "не указано", 14)]
    with speaking("ru"):
        text = " ".join(review_paragraphs(review(outcomes=outcomes)))
    assert "разъяснено — 200 (12,5\u00a0%), итог не указан — 12 (12,5\u00a0%)." in text
    with speaking("ru"):
        text = " ".join(review_paragraphs(review(outcomes=outcomes[1:])))
    assert "итог не указан" not in text


def test_a_period_in_which_nothing_was_considered_says_so_while_something_waits() -> None:
    with speaking("ru"):
        text = " ".join(review_paragraphs(review(handled=figure(0))))
    assert "За период рассмотрение ни одного обращения не завершено." in text


def test_a_review_in_russian_has_right_plurals_and_cases() -> None:
    kinds = [row("complaint", "жалоба", 300), row("statement", "заявление", 2), row("thanks", "благодарность", 1)]
    with speaking("ru"):
        text = " ".join(review_paragraphs(review(kinds=kinds, receptions={"held": 2, "field": 2, "citizens": 3})))
    for said in (
        "По видам: жалобы — 300",
        "заявления — 2",
        "благодарности — 1",
        "В 428 обращениях содержалось 430 вопросов.",
        "Положительно решено 201 обращение (50,1\u00a0% рассмотренных с указанным итогом).",
        "По продолжительности рассмотрения: до 15 дней — 400, от 16 до 30 дней — 15, свыше 30 дней — 2.",
        "Проведено 2 выездных личных приёма, принято 3 гражданина.",
    ):
        assert said in text
