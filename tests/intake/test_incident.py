"""The export of the Incident Management system, read column by column."""

from __future__ import annotations

import random
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.appeal import Author, Place, Source
from mcu_cli.domain.draft import Draft, DraftEvent
from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind, IncidentType, Network, Outcome
from mcu_cli.errors import BadInputError, Problem
from mcu_cli.intake.incident import network_of, read_incidents
from mcu_cli.intake.incident_columns import COLUMNS, TEXT
from mcu_cli.intake.table import Row, Table, column_letters
from tests.workbooks import HEADINGS, INCIDENT, NUMBER, plain, table, without

ZONE = ZoneInfo("Asia/Omsk")
NOW = datetime(2026, 11, 20, 18, tzinfo=ZONE)
RATED = "Время попадания на шаг оценка удовлетворенности"
SECOND, THIRD = "2ой ответ ПИ", "3ий ответ ПИ"


class Reading(NamedTuple):
    """What a table gave, apart."""

    drafts: list[Draft]
    problems: list[Problem]


def read(*rows: dict[str, object], received: datetime | None = None) -> Reading:
    found = list(read_incidents(table(*rows), zone=ZONE, now=NOW, received=received))
    drafts = [one for one in found if isinstance(one, Draft)]
    return Reading(drafts, [one for one in found if isinstance(one, Problem)])


def draft_of(row: dict[str, object]) -> Draft:
    reading = read(row)
    assert reading.problems == []
    (draft,) = reading.drafts
    return draft


def problem_of(row: dict[str, object]) -> Problem:
    reading = read(row)
    assert reading.drafts == []
    (problem,) = reading.problems
    return problem


def told(row: dict[str, object], kind: EventKind) -> list[DraftEvent]:
    return [event for event in draft_of(row).events if event.kind is kind]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


# Facts


def test_the_47_columns_are_each_used_or_left_alone_with_a_reason() -> None:
    assert len(COLUMNS) == len(set(HEADINGS)) == len(INCIDENT) == 47
    assert all(column.purpose for column in COLUMNS)


def test_each_fact_goes_where_the_table_of_columns_says() -> None:
    draft = draft_of(INCIDENT)

    assert draft.channel is Channel.INCIDENT
    assert draft.source == Source(
        system="incident",
        key="700001",
        url="https://vk.com/wall-1_2?reply=3",
        network=Network.VK,
        blog="https://vk.com/public1",
        type=IncidentType.SOLVABLE,
        audience=1200,
        engagement=4,
    )
    assert draft.received == moment("2026-11-01 20:06:02")
    assert draft.text == "Второй день не чистят тротуар."
    assert draft.original == ""
    assert draft.author == Author(profile="https://vk.com/id1")
    assert draft.place == Place(
        region="Заречная область",
        municipality="Верхнереченск г.о.",
        settlement="Верхнереченск",
        street="улица Мира",
        house="10А",
        object="Школа № 3",
    )
    assert draft.tags == ("снег", "тротуар")
    assert draft.media is True
    assert (draft.group, draft.topic) == ("Дороги", "Уборка дорог от снега и наледи")


@pytest.mark.parametrize("column", [column.heading for column in COLUMNS if not column.used])
def test_a_column_left_alone_changes_nothing(column: str) -> None:
    assert draft_of(without(INCIDENT, column)) == draft_of(INCIDENT)


@pytest.mark.parametrize("column", [column.heading for column in COLUMNS if column.used])
def test_a_column_said_to_be_used_is_used(column: str) -> None:
    instead = {"ID": NUMBER, "Объект старый": "Объект"}.get(column, "")  # read where another is missing
    row = without(INCIDENT, instead)
    if column in (SECOND, THIRD):
        row[column] = "'И ещё."
    if column == "Текущий шаг инцидента":
        row = without(row, RATED, "Дата окончания")
    if column == RATED:
        row[column] = "2026-11-08 10:00:00"  # well after the last answer that has a moment of its own
    if column == TEXT:
        assert problem_of(without(row, column)).field == TEXT
    else:
        assert draft_of(without(row, column)) != draft_of(row)


@given(st.permutations(HEADINGS))
def test_the_order_of_the_columns_does_not_matter(headings: list[str]) -> None:
    assert draft_of({heading: INCIDENT[heading] for heading in headings}) == draft_of(INCIDENT)


@given(st.sets(st.sampled_from(HEADINGS)))
def test_any_subset_with_the_text_is_read(headings: set[str]) -> None:
    draft = draft_of({heading: INCIDENT[heading] for heading in HEADINGS if heading in headings | {TEXT}})

    assert draft.text == "Второй день не чистят тротуар."
    assert all(event.at <= NOW for event in draft.events)
    assert bool(draft.source.key) is bool(headings & {NUMBER, "ID"})


def test_the_text_alone_makes_a_draft_received_now() -> None:
    draft = draft_of({TEXT: "Яма"})

    assert draft == Draft(
        row=2, channel=Channel.INCIDENT, source=Source(system="incident"), received=NOW, text="Яма", events=()
    )


def test_the_day_of_receipt_stands_in_for_a_missing_date() -> None:
    day = moment("2026-11-05 00:00:00")
    reading = read({TEXT: "Яма"}, plain(1, "Снег"), received=day)

    assert [draft.received for draft in reading.drafts] == [day, moment("2026-11-01 10:00:00")]


def test_headings_in_another_case_and_with_blanks_are_known() -> None:
    row = {f"  {heading.upper().replace(' ', '  ')} ": value for heading, value in INCIDENT.items()}

    assert draft_of(row) == draft_of(INCIDENT)


def test_unknown_headings_are_left_alone() -> None:
    row = {**INCIDENT, "Дата закрытия": "вчера", "": "x"}

    assert read(row).drafts == [draft_of(INCIDENT)]


def test_a_record_without_a_number_is_known_by_its_id() -> None:
    assert draft_of(without(INCIDENT, NUMBER)).source.key == "id-90001"


def test_the_original_is_kept_where_it_names_people() -> None:
    draft = draft_of({TEXT: "'[id7|Ирина],<br>когда\r\nпочините?"})

    assert draft.text == "Ирина,\nкогда\nпочините?"
    assert draft.original == "[id7|Ирина],<br>когда\nпочините?"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("https://vk.com/wall-1_2", Network.VK),
        ("https://m.vk.com/wall-1_2", Network.VK),
        ("http://VK.RU/id1", Network.VK),
        ("https://ok.ru/group/1", Network.OK),
        ("https://www.odnoklassniki.ru/1", Network.OK),
        ("https://t.me/town/5", Network.TELEGRAM),
        ("https://telegram.me/town", Network.TELEGRAM),
        ("https://web.telegram.org/#/im", Network.TELEGRAM),
        ("https://max.ru/town", Network.MAX),
        ("https://town.example/vk.com", None),
        ("https://vk.com.example/1", None),
        ("vk", None),
        ("", None),
    ],
)
def test_the_network_is_read_from_the_host_of_the_address(address: str, network: Network | None) -> None:
    assert network_of(address) is network


def test_the_page_tells_the_network_where_the_post_does_not() -> None:
    assert draft_of({TEXT: "Яма", "Урл блога": "https://ok.ru/town"}).source.network is Network.OK


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Решаемый", IncidentType.SOLVABLE),
        (" ИНФОРМАЦИОННЫЙ ", IncidentType.INFORMATIONAL),
        ("Не решаемый", IncidentType.UNSOLVABLE),
        ("Иной", None),
        ("", None),
    ],
)
def test_the_type_is_compared_without_case_and_blanks(cell: str, kind: IncidentType | None) -> None:
    assert draft_of(plain(1, "Яма", **{"Тип инцидента": cell})).source.type is kind


@pytest.mark.parametrize("cell", ["много", "-5", "²", "٣", "9" * 5000, "1.5", ""])
def test_an_audience_that_is_no_number_is_left_out(cell: str) -> None:
    assert draft_of(plain(1, "Яма", Аудитория=cell)).source.audience is None


# History


def test_the_history_is_rebuilt_from_the_columns() -> None:
    events = {event.kind: event for event in draft_of(INCIDENT).events}
    first, final = told(INCIDENT, EventKind.ANSWERED)

    assert events[EventKind.ASSIGNED].at == moment("2026-11-02 08:40:00")
    assert events[EventKind.ASSIGNED].details == {
        "department": "Департамент городского хозяйства",
        "executor": "Жилищный отдел",
    }
    assert first.at == moment("2026-11-02 09:30:00")
    assert first.actor == ""
    assert first.details == {
        "kind": AnswerKind.INTERIM,
        "via": "comment",
        "text": "Передали бригаде.",
        "account": "https://vk.com/town",
        "media": True,
    }
    assert final.at == moment("2026-11-03 11:00:00")
    assert final.actor == "Жилищный отдел"
    assert final.details["kind"] is AnswerKind.FINAL
    assert final.details["outcome"] is Outcome.RESOLVED
    assert final.details["text"] == "Тротуар очищен."
    assert events[EventKind.CLOSED].at == moment("2026-11-10 12:00:00")
    assert events[EventKind.CLOSED].details == {"outcome": Outcome.RESOLVED, "reason": "Автор доволен"}
    assert events[EventKind.NOTED].details == {"text": "Звонил мастеру участка."}
    assert EventKind.RATED not in events


def test_the_executor_alone_is_the_department() -> None:
    (assigned,) = told(plain(1, "Яма", Исполнитель="ДТ"), EventKind.ASSIGNED)

    assert assigned.details == {"department": "ДТ"}
    assert assigned.at == moment("2026-11-01 10:00:00")


def test_without_department_and_executor_nothing_is_assigned() -> None:
    assert told(without(INCIDENT, "Отдел", "Исполнитель"), EventKind.ASSIGNED) == []


def test_one_answer_in_both_pairs_of_columns_is_told_once() -> None:
    row = {**INCIDENT, "Время 1го ответа ПИ": INCIDENT["Общее время первого ответа"]}
    row = {**row, "1ый ответ ПИ": row["Общий текст первого ответа"], RATED: row["Общее время первого ответа"]}
    (answer,) = told(row, EventKind.ANSWERED)

    assert answer.details["text"] == "Передали бригаде."
    assert answer.details["kind"] is AnswerKind.FINAL
    assert answer.actor == "Жилищный отдел"


def test_the_words_of_the_executor_stand_where_the_general_text_is_missing() -> None:
    row = without(INCIDENT, "Общий текст первого ответа", RATED)
    (answer,) = told({**row, "Время 1го ответа ПИ": row["Общее время первого ответа"]}, EventKind.ANSWERED)

    assert answer.details["text"] == "Тротуар очищен."


def test_later_answers_come_in_order_and_the_last_is_final() -> None:
    answers = told({**INCIDENT, SECOND: "'Проверим ещё раз.", THIRD: "'Готово."}, EventKind.ANSWERED)

    assert [answer.details["text"] for answer in answers] == [
        "Передали бригаде.",
        "Тротуар очищен.",
        "Проверим ещё раз.",
        "Готово.",
    ]
    assert [answer.details["kind"] for answer in answers] == [*[AnswerKind.INTERIM] * 3, AnswerKind.FINAL]
    assert [answer.details.get("approximate", False) for answer in answers] == [False, False, True, True]
    assert [answer.at for answer in answers] == sorted(answer.at for answer in answers)
    assert answers[-1].at == moment("2026-11-03 11:00:01")


def test_a_rating_step_well_after_the_last_known_answer_implies_another() -> None:
    *_known, implied = told({**INCIDENT, RATED: "2026-11-08 10:00:00"}, EventKind.ANSWERED)

    assert implied.at == moment("2026-11-08 10:00:00")
    assert implied.details["kind"] is AnswerKind.FINAL
    assert implied.details["approximate"] is True
    assert "text" not in implied.details


def test_answers_of_an_incident_in_work_are_interim() -> None:
    row = without({**INCIDENT, "Текущий шаг инцидента": "Подготовка ответа"}, RATED, "Дата окончания", "Итог")

    assert {answer.details["kind"] for answer in told(row, EventKind.ANSWERED)} == {AnswerKind.INTERIM}
    assert told(row, EventKind.CLOSED) == []


@pytest.mark.parametrize(
    ("cell", "outcome"),
    [
        ("Решено", Outcome.RESOLVED),
        (" РАЗЪЯСНЕНО ", Outcome.EXPLAINED),
        ("Не решено", Outcome.NOT_RESOLVED),
        ("", None),
    ],
)
def test_the_outcome_stands_in_the_final_answer_and_in_the_closing(cell: str, outcome: Outcome | None) -> None:
    row = {**INCIDENT, "Итог": cell}

    assert told(row, EventKind.ANSWERED)[-1].details.get("outcome") is outcome
    assert told(row, EventKind.CLOSED)[0].details.get("outcome") is outcome


def test_an_unknown_outcome_is_kept_in_words() -> None:
    (closed,) = told({**INCIDENT, "Итог": "Учтено"}, EventKind.CLOSED)

    assert closed.details == {"reason": "Учтено. Автор доволен"}


@pytest.mark.parametrize("cell", ["5", 5, "'5"])
def test_a_figure_in_the_column_of_reasons_is_the_rating(cell: object) -> None:
    row = {**INCIDENT, "Причина закрытия": cell}
    (rated,) = told(row, EventKind.RATED)
    (closed,) = told(row, EventKind.CLOSED)

    assert rated.details == {"rating": 5}
    assert rated.at == closed.at
    assert closed.details == {"outcome": Outcome.RESOLVED}


@pytest.mark.parametrize("cell", ["0", "6", "55", "5 из 5"])
def test_other_figures_are_reasons(cell: str) -> None:
    row = {**INCIDENT, "Причина закрытия": cell}

    assert told(row, EventKind.RATED) == []
    assert told(row, EventKind.CLOSED)[0].details["reason"] == cell


def test_a_deferred_incident_takes_its_reason_from_the_note() -> None:
    row = without({**INCIDENT, "Итог": "Отложено", "Примечание": "В плане на май."}, "Дата окончания")
    (deferred,) = told(row, EventKind.DEFERRED)

    assert deferred.details == {"reason": "В плане на май."}
    assert deferred.at == moment("2026-11-03 11:00:00")
    assert told(row, EventKind.NOTED) == []
    (without_note,) = told(without(row, "Примечание"), EventKind.DEFERRED)
    assert without_note.details == {"reason": "Отложено"}


# Moments


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        ("2026-11-01 20:06:02", "2026-11-01T20:06:02+06:00"),
        (datetime(2026, 11, 1, 20, 6, 2), "2026-11-01T20:06:02+06:00"),  # noqa: DTZ001  # a sheet knows no zone
        ("2026-11-01", "2026-11-01T00:00:00+06:00"),
        ("2026-11-01T20:06:02+03:00", "2026-11-01T23:06:02+06:00"),
        ("'2026-11-01 20:06:02", "2026-11-01T20:06:02+06:00"),
    ],
)
def test_a_moment_is_local_to_the_municipality(cell: object, at: str) -> None:
    assert draft_of({TEXT: "Яма", "Дата создания": cell}).received.isoformat() == at


@pytest.mark.parametrize("cell", ["-", "", "'"])
def test_a_dash_is_no_moment(cell: str) -> None:
    assert told({**INCIDENT, "Дата окончания": cell}, EventKind.CLOSED) == []


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2026-02-30 10:00:00", "'2026-02-30 10:00:00' is no moment like 2025-12-24 20:06:02"),
        ("вчера", "'вчера' is no moment"),
        (12345.5, "'12345.5' is no moment"),
        ("2026-11-20 18:00:01", "2026-11-20 18:00:01 is in the future; check the file, and the time zone"),
        ("1999-12-31 10:00:00", "1999-12-31 10:00:00 is before 2000; that cannot be"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59-12:00"),
    ],
)
@pytest.mark.parametrize("heading", ["Дата создания", "Дата окончания"])
def test_a_date_that_cannot_be_rejects_its_row(cell: object, reason: str, heading: str) -> None:
    problem = problem_of({TEXT: "Яма", heading: cell})

    assert reason in problem.message
    assert (problem.file, problem.row, problem.field) == ("export.xlsx", 2, heading)


# Rows and headings that cannot be taken


@pytest.mark.parametrize("cell", ["", "  ", "<br>", "'&nbsp;"])
def test_a_row_without_a_text_is_rejected(cell: str) -> None:
    problem = problem_of(plain(1, cell))

    assert (problem.message, problem.row, problem.field) == ("the text is empty", 2, TEXT)


@pytest.mark.parametrize("cell", ["'", " ' "])
def test_a_message_without_words_is_taken_as_it_stands(cell: str) -> None:
    assert draft_of(plain(1, cell)).text == "'"


def test_all_bad_rows_are_told_not_just_the_first() -> None:
    rows = [plain(n, "" if n % 2 else "Яма") for n in range(1, 8)]

    reading = read(*rows)

    assert [problem.row for problem in reading.problems] == [2, 4, 6, 8]
    assert [draft.row for draft in reading.drafts] == [3, 5, 7]


def test_two_columns_of_one_heading_refuse_the_file() -> None:
    headings = (TEXT, "Тема", "ДОМ", *["x"] * 24, " тема")
    double = Table("export.xlsx", headings, [Row(2, tuple("abcd"))])

    with pytest.raises(BadInputError, match=r"export\.xlsx has two columns «Тема» \(B and AB\); remove one of them"):
        list(read_incidents(double, zone=ZONE, now=NOW))


@pytest.mark.parametrize(
    ("position", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (46, "AU"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_lettered_as_a_sheet_does(position: int, letters: str) -> None:
    assert column_letters(position) == letters


def test_hostile_cells_never_stop_the_reading() -> None:
    dice = random.Random(47)  # noqa: S311  # the same cells each time
    hostile = (
        "=1+1",
        "\x1b[2J",
        "\u202eтекст",
        "'" * 50,
        "9" * 5000,
        "\x00\x07",
        "я" * 100_000,
        "null",
        "[id1|",
        "&#x110000;",
    )
    for _row in range(100):
        row: dict[str, object] = {heading: dice.choice(hostile) for heading in dice.sample(HEADINGS, 12)}
        reading = read({TEXT: "Яма", **row})
        assert len(reading.drafts) + len(reading.problems) == 1


def test_a_number_that_a_spreadsheet_has_cut_is_a_problem_of_its_row() -> None:
    reading = read({TEXT: "Яма", "Номер инцидента": "7,17E+05"}, {TEXT: "Снег", "Номер инцидента": "717475.0"})

    assert [(each.row, each.field) for each in reading.problems] == [(2, "Номер инцидента")]
    assert [draft.source.key for draft in reading.drafts] == ["717475"]
