"""Rows of any table to drafts: each field in its place, each bad cell a problem, the history from the moments."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mcu_cli.domain.column_map import FIELDS, OWN, Column, ColumnMap
from mcu_cli.domain.draft import Draft
from mcu_cli.domain.spreadsheets import guarded_cell
from mcu_cli.domain.vocabulary import (
    AnswerKind,
    AppealKind,
    Channel,
    EventKind,
    Network,
    Outcome,
    Priority,
)
from mcu_cli.errors import Problem
from mcu_cli.language import speaking
from mcu_cli.render.lists import CSV_COLUMNS
from tests.tables import NOW, ZONE, draft_of, map_of, problems_of, read

TEXT = "Яма на улице Мира"


def row(**cells: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return headings and one row with a text and these cells."""
    given = {"text": TEXT, **cells}
    return tuple(name.upper() for name in given), tuple(given.values())


def drafted(**cells: str) -> Draft:
    return draft_of(_only(cells), *row(**cells))


def problems(**cells: str) -> list[tuple[int | None, str, str]]:
    return problems_of(_only(cells), *row(**cells))


def _only(cells: dict[str, str]) -> Any:
    return map_of({name: name.upper() for name in {"text": "", **cells}})


def told(draft: Draft) -> list[tuple[EventKind, str, dict[str, Any]]]:
    """Return kind, local moment and details of each event."""
    return [(event.kind, f"{event.at:%d.%m %H:%M}", dict(event.details)) for event in draft.events]


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%d.%m.%Y %H:%M").replace(tzinfo=ZONE)


# --- Facts


def test_each_field_goes_to_its_place() -> None:
    draft = drafted(
        id="20261101-0007", system="crm", key="А-17/26", channel="phone", kind="complaint",
        url="https://vk.com/wall-1_2",
        received="01.11.2026 10:00", registered="01.11.2026 12:00", priority="high", group="Дороги", topic="Ямы",
        tags="школа, двор; ночь", author="Иванова А. А.", profile="https://vk.com/id1", phone="+7 900 000-00-00",
        email="a@town.example", address="улица Мира, 1", region="Заречная область", municipality="Верхнереченск",
        district="Заречный", settlement="Верхнереченск", street="Мира", house="10А", flat="3", object="Школа № 3",
    )  # fmt: skip
    assert (draft.own_id, draft.source.system, draft.source.key) == ("20261101-0007", "crm", "А-17/26")
    assert (draft.channel, draft.kind, draft.priority) == (Channel.PHONE, AppealKind.COMPLAINT, Priority.HIGH)
    assert (draft.received, draft.registered) == (moment("01.11.2026 10:00"), moment("01.11.2026 12:00"))
    assert (draft.group, draft.topic, draft.tags) == ("Дороги", "Ямы", ("школа", "двор", "ночь"))
    author = draft.author
    assert (author.name, author.profile, author.phone) == ("Иванова А. А.", "https://vk.com/id1", "+7 900 000-00-00")
    assert (author.email, author.address) == ("a@town.example", "улица Мира, 1")
    place = draft.place
    assert (place.region, place.municipality, place.district) == ("Заречная область", "Верхнереченск", "Заречный")
    assert (place.settlement, place.street, place.house, place.flat) == ("Верхнереченск", "Мира", "10А", "3")
    assert (place.object, draft.source.url, draft.source.network) == (
        "Школа № 3",
        "https://vk.com/wall-1_2",
        Network.VK,
    )
    assert (draft.row, draft.text, draft.original, draft.events) == (2, TEXT, "", ())


def test_a_text_alone_is_an_appeal_of_this_moment() -> None:
    draft = draft_of(None, ("text",), (TEXT,))
    assert (draft.text, draft.received, draft.registered) == (TEXT, NOW, None)
    assert (draft.source.system, draft.source.key) == ("table", "")
    assert draft.channel is Channel.LETTER


def test_received_given_by_the_operator_stands_in() -> None:
    day = moment("05.11.2026 00:00")
    found = read(None, ("text", "received"), (TEXT, ""), (TEXT, "2026-11-02"), received=day)
    assert [draft.received for draft in found if isinstance(draft, Draft)] == [day, moment("02.11.2026 00:00")]


def test_without_receipt_the_registration_is_the_receipt() -> None:
    draft = drafted(registered="02.11.2026")
    assert (draft.received, draft.registered) == (moment("02.11.2026 00:00"), None)


def test_a_number_needs_the_system_that_gave_it() -> None:
    assert problems_of(None, ("text", "key"), (TEXT, "17")) == [
        (2, "key", "a number needs the system that gave it; add a column `system`")
    ]
    assert draft_of(None, ("text", "key", "system"), (TEXT, "17", "line")).source.system == "line"


def test_a_category_of_mcu_is_told_by_its_id_or_its_name() -> None:
    assert [(d.group, d.topic) for d in (drafted(category="roads/snow"), drafted(category="Дороги"))] == [
        ("roads", "roads/snow"),
        ("Дороги", ""),
    ]
    foreign = drafted(category="ЖКХ / Дворы", topic="Лавки")
    assert (foreign.group, foreign.topic) == ("ЖКХ / Дворы", "Лавки")


def test_a_constant_fills_what_has_no_column_or_an_empty_cell() -> None:
    column_map = map_of({"text": "Т", "channel": "К"}, constants={"channel": "bot", "municipality": "Верхнереченск"})
    found = read(column_map, ("Т", "К"), (TEXT, ""), (TEXT, "phone"))
    assert [(d.channel, d.place.municipality) for d in found if isinstance(d, Draft)] == [
        (Channel.BOT, "Верхнереченск"),
        (Channel.PHONE, "Верхнереченск"),
    ]


def test_the_first_column_that_the_table_has_fills_a_field() -> None:
    choices = ((Column("ФИО"),), (Column("Заявитель"),), (Column("Имя"),))
    column_map = ColumnMap(name="x", columns={"text": ((Column("Т"),),), "author": choices})
    draft = draft_of(column_map, ("Т", "Имя", "Заявитель"), (TEXT, "не он", "Иванова"))
    assert draft.author.name == "Иванова"


def test_joined_columns_make_one_value() -> None:
    columns = {"text": ((Column("Тема"), Column("Т")),), "author": ((Column("Фамилия"), Column(letters="C")),)}
    column_map = ColumnMap(name="x", columns=columns)
    draft = draft_of(column_map, ("Т", "Фамилия", "", "Тема"), (TEXT, "Иванова", "Анна", "Дороги"))
    assert (draft.text, draft.author.name) == (f"Дороги\n{TEXT}", "Иванова Анна")


def test_a_dash_is_an_empty_cell() -> None:
    draft = drafted(author="-", received="—", outcome="-", rating="-", key="–", answer="-")
    assert (draft.author.name, draft.received, draft.source.key, draft.events) == ("", NOW, "", ())


# --- Texts


def test_the_text_becomes_readable_and_the_original_is_kept_where_it_says_more() -> None:
    plain, named = drafted(text="Яма<br>у&nbsp;дома"), drafted(text="[id1|Анна], яма\r\nу дома")
    assert (plain.text, plain.original) == ("Яма\nу дома", "")
    assert (named.text, named.original) == ("Анна, яма\nу дома", "[id1|Анна], яма\nу дома")


@pytest.mark.parametrize(
    "text",
    [
        "'",
        "=1+1",
        "-5 градусов в подъезде",
        "+7 900",
        "@mcu помогите",
        "'кавычка",
        "текст с <br> и &amp;",
        "две\nстроки",
    ],
)
def test_the_text_of_an_exported_table_comes_back_as_it_was(text: str) -> None:
    assert draft_of(None, ("text",), (guarded_cell(text),)).text == text


@given(st.text(min_size=1))
@settings(max_examples=100)
def test_any_text_comes_back_through_an_exported_table(text: str) -> None:
    assume(text.strip())
    assume(not re.match(r"'+[=+\-@\t\r]", text))  # of two apostrophes nobody can tell which is the guard
    as_stored = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    assume(as_stored)
    assert draft_of(None, ("text", "kind"), (guarded_cell(text), "")).text == as_stored


def test_the_guard_of_a_formula_is_taken_off_every_cell() -> None:
    assert drafted(phone="'+7 900 000-00-00").author.phone == "+7 900 000-00-00"
    assert drafted(author="'Иванова'").author.name == "'Иванова'"


def test_an_apostrophe_before_each_text_is_taken_off_once_where_the_map_says_so() -> None:
    column_map = map_of({"text": "Т", "author": "А"}, guard=True)
    found = read(column_map, ("Т", "А"), ("'Яма", "'"), ("''Яма' у дома", "Анна"), ("Снег", ""))
    assert [(d.text, d.author.name) for d in found if isinstance(d, Draft)] == [
        ("Яма", ""),
        ("'Яма' у дома", "Анна"),
        ("Снег", ""),
    ]


@pytest.mark.parametrize("text", ["", "  ", "'", "<br>"])
def test_an_empty_text_is_a_problem_of_its_row(text: str) -> None:
    assert problems(text=text, author="Иванова") == [(2, "TEXT", "the text is empty")]


# --- Words of closed lists


def test_words_are_known_in_english_and_by_their_russian_title() -> None:
    for words in ({"kind": "complaint", "outcome": "explained"}, {"kind": "ЖАЛОБА", "outcome": "Разъяснено"}):
        draft = drafted(**words)
        assert draft.kind is AppealKind.COMPLAINT
        assert draft.events[0].details["outcome"] is Outcome.EXPLAINED


def test_words_do_not_depend_on_the_language_of_the_operator() -> None:
    with speaking("ru"):
        assert drafted(kind="complaint").kind is AppealKind.COMPLAINT
        assert drafted(kind="thanks").kind is AppealKind.THANKS


def test_the_beginning_of_a_word_is_not_the_word() -> None:
    [(number, field, message)] = problems(kind="compl")
    assert (number, field) == (2, "KIND")
    assert message == (
        "'compl' is none of proposal, statement, complaint, thanks; say what it means under `values` of a map"
    )


@pytest.mark.parametrize(
    "name", [described.name for described in FIELDS if described.choices and described.name != "status"]
)
def test_an_unknown_word_of_a_closed_list_is_a_problem(name: str) -> None:
    [(_number, field, message)] = problems(**{name: "нечто"})
    assert field == name.upper()
    assert message.startswith("'нечто' is none of ")


def test_values_say_what_the_cells_mean() -> None:
    values = {"kind": {"претензия": "complaint", "иное": ""}, "department": {"уют": "УК «Уют»", "*": "прочие"}}
    column_map = map_of({"text": "Т", "kind": "В", "department": "О"}, values=values)
    found = read(column_map, ("Т", "В", "О"), (TEXT, "Претензия", "Уют"), (TEXT, "иное", "Лифт"), (TEXT, "", ""))
    drafts = [draft for draft in found if isinstance(draft, Draft)]
    assert [draft.kind for draft in drafts] == [AppealKind.COMPLAINT, None, None]
    departments = [event.details["department"] for draft in drafts for event in draft.events]
    assert departments == ["УК «Уют»", "прочие"]


def test_a_status_that_mcu_does_not_know_is_no_problem() -> None:
    assert drafted(status="На подписи").events == ()


def test_the_terms_of_the_source_are_not_taken_over() -> None:
    assert drafted(due_first="как-нибудь", due_final="31.12.2026").events == ()


# --- History


def test_the_whole_way_of_an_appeal() -> None:
    draft = drafted(
        received="01.11.2026 10:00", department="Служба дорог", executor="Участок 1", assigned="01.11.2026 11:00",
        answered="03.11.2026 09:00", answer="Яму засыпали.", outcome="resolved", closed="05.11.2026", rating="5",
        note="Звонили.",
    )  # fmt: skip
    assert told(draft) == [
        (EventKind.ASSIGNED, "01.11 11:00", {"department": "Служба дорог", "executor": "Участок 1"}),
        (
            EventKind.ANSWERED,
            "03.11 09:00",
            {"kind": AnswerKind.FINAL, "outcome": Outcome.RESOLVED, "text": "Яму засыпали."},
        ),
        (EventKind.CLOSED, "05.11 00:00", {}),
        (EventKind.RATED, "05.11 00:00", {"rating": 5}),
        (EventKind.NOTED, "05.11 00:00", {"text": "Звонили."}),
    ]
    assert draft.events[1].actor == "Участок 1"


def test_an_answer_is_interim_until_something_settles_it() -> None:
    kinds = {
        name: drafted(received="01.11.2026", answered="02.11.2026", **more).events[0].details["kind"]
        for name, more in {
            "nothing": {},
            "status answered": {"status": "answered"},
            "status closed": {"status": "Закрыто"},
            "outcome": {"outcome": "explained"},
            "closed": {"closed": "03.11.2026"},
        }.items()
    }
    assert kinds == {
        "nothing": AnswerKind.INTERIM,
        "status answered": AnswerKind.INTERIM,
        "status closed": AnswerKind.FINAL,
        "outcome": AnswerKind.FINAL,
        "closed": AnswerKind.FINAL,
    }


def test_an_assignment_without_a_moment_is_at_the_registration() -> None:
    draft = drafted(received="01.11.2026", registered="02.11.2026 09:00", executor="Участок 1")
    assert told(draft) == [(EventKind.ASSIGNED, "02.11 09:00", {"department": "Участок 1"})]
    assert draft.events[0].told_by == "\0Участок 1"  # what says that the source tells no moment


def test_an_answer_without_a_moment_is_put_to_the_end_or_to_the_import() -> None:
    details = {"approximate": True, "text": "Сделаем."}
    assert told(drafted(received="01.11.2026", answer="Сделаем.")) == [
        (EventKind.ANSWERED, "20.11 18:00", {"kind": AnswerKind.INTERIM, **details})
    ]
    assert told(drafted(received="01.11.2026", answer="Сделаем.", closed="03.11.2026 10:00")) == [
        (EventKind.ANSWERED, "03.11 10:00", {"kind": AnswerKind.FINAL, **details}),
        (EventKind.CLOSED, "03.11 10:00", {}),
    ]


def test_an_appeal_that_the_source_calls_finished_is_closed_now_with_its_word() -> None:
    assert told(drafted(received="01.11.2026", status="Закрыто")) == [
        (EventKind.CLOSED, "20.11 18:00", {"reason": "Закрыто"})
    ]
    assert told(drafted(received="01.11.2026", outcome="forwarded")) == [
        (EventKind.CLOSED, "20.11 18:00", {"outcome": Outcome.FORWARDED})
    ]


def test_a_closing_bears_the_outcome_where_no_answer_does() -> None:
    draft = drafted(received="01.11.2026", closed="02.11.2026", outcome="explained")
    assert told(draft) == [(EventKind.CLOSED, "02.11 00:00", {"outcome": Outcome.EXPLAINED})]


def test_a_day_alone_is_not_before_the_receipt_of_that_day() -> None:
    draft = drafted(
        received="01.11.2026 14:30", answered="01.11.2026", closed="01.11.2026 14:29", registered="01.11.2026"
    )
    assert [event.at for event in draft.events] == [moment("01.11.2026 14:30")] * 2
    assert draft.registered is None


@pytest.mark.parametrize("name", ["registered", "assigned", "answered", "closed"])
def test_what_is_told_of_a_day_before_the_receipt_is_a_problem(name: str) -> None:
    assert problems(received="02.11.2026", department="Отдел", **{name: "01.11.2026"}) == [
        (2, name.upper(), "01.11.2026 is before the receipt; check both cells")
    ]


def test_without_receipt_an_appeal_came_at_the_latest_when_it_was_answered() -> None:
    draft = drafted(answered="02.11.2026 10:00", closed="03.11.2026")
    assert (draft.received, draft.events[0].at) == (moment("02.11.2026 10:00"), moment("02.11.2026 10:00"))


@pytest.mark.parametrize(("text", "mark"), [("1", 1), ("5", 5), ("4.0", 4), ("3,0", 3), ("0", None)])
def test_a_mark_is_a_figure_from_1_to_5(text: str, mark: int | None) -> None:
    assert [event.details["rating"] for event in drafted(rating=text).events] == ([mark] if mark else [])


@pytest.mark.parametrize("text", ["6", "4.5", "отлично"])
def test_another_mark_is_a_problem(text: str) -> None:
    assert problems(rating=text) == [(2, "RATING", f"{text!r} is no mark from 1 to 5")]


# --- Problems


def test_all_that_is_wrong_with_a_row_is_told_and_the_next_row_goes_on() -> None:
    found = read(
        map_of({"text": "Т", "received": "Д", "kind": "В"}),
        ("Т", "Д", "В"),
        ("", "вчера", "нечто"),
        (TEXT, "01.11.2026", ""),
    )
    assert [(each.row, each.field) for each in found if isinstance(each, Problem)] == [(2, "Т"), (2, "Д"), (2, "В")]
    assert {each.file for each in found if isinstance(each, Problem)} == {"table.csv"}
    assert [each.row for each in found if isinstance(each, Draft)] == [3]


def test_a_problem_of_a_table_without_headings_names_the_letters() -> None:
    column_map = ColumnMap(
        name="x", header=False, columns={"text": ((Column(letters="B"),),), "received": ((Column(letters="A"),),)}
    )
    assert problems_of(column_map, ("вчера", TEXT)) == [(1, "A", "'вчера' is no moment like 2025-12-24 20:06:02")]


def test_a_row_shorter_than_the_headings_has_empty_cells() -> None:
    assert draft_of(map_of({"text": "Т", "author": "А"}), ("Т", "А"), (TEXT,)).author.name == ""


def test_dates_follow_the_format_of_the_map() -> None:
    column_map = map_of({"text": "Т", "received": "Д"}, dates=("%m/%d/%Y",))
    assert draft_of(column_map, ("Т", "Д"), (TEXT, "11/05/2026")).received == moment("05.11.2026 00:00")


# --- The same table again


def identities(draft: Draft) -> list[tuple[EventKind, str]]:
    return [(event.kind, event.told_by) for event in draft.events]


def test_a_table_read_again_tells_the_same_events() -> None:
    cells = {
        "department": "Отдел", "answer": "Да.", "outcome": "explained", "rating": "4", "note": "Сноска"
    }  # fmt: skip
    first, later = drafted(**cells), drafted(**cells)
    assert identities(first) == identities(later)


def test_an_event_is_known_by_its_moment_however_that_is_written() -> None:
    written = ("03.11.2026 09:00", "2026-11-03 09:00:00", "2026-11-03T07:00:00+03:00")
    assert len({identities(drafted(received="01.11.2026", answered=text))[0] for text in written}) == 1


def test_no_event_is_known_by_what_somebody_wrote() -> None:
    words = ("Яму засыпали.", "Звонили автору.")
    draft = drafted(received="01.11.2026", answer=words[0], note=words[1], status="Закрыто", rating="5")
    assert not [event for event in draft.events if any(word in event.told_by for word in words)]


# --- The table of mcu


def test_each_heading_of_an_exported_table_is_a_field_of_the_own_table() -> None:
    assert set(CSV_COLUMNS) <= set(OWN.columns)


def test_the_own_table_has_a_column_for_each_field() -> None:
    assert list(OWN.columns) == [described.name for described in FIELDS]


# --- Rows and numbers that lost their shape


def test_a_row_with_more_cells_than_headings_is_a_problem_and_loses_nothing() -> None:
    found = read(map_of({"text": "Текст"}), ("Дата", "Текст"), ("", "Яма", " большая"), ("", "Снег", " "))

    assert [(each.row, each.message) for each in found if isinstance(each, Problem)] == [
        (
            2,
            (
                "the row has more cells than there are headings; "
                "put a text with the delimiter in it into quotation marks, or add the heading"
            ),
        )
    ]
    assert [each.text for each in found if isinstance(each, Draft)] == ["Снег"]


@pytest.mark.parametrize(
    ("cell", "key"), [("717475.0", "717475"), ("0017,0", "0017"), ("А-1.0", "А-1.0"), ("1.5", "1.5"), ("0012", "0012")]
)
def test_a_number_is_the_same_however_a_program_writes_it(cell: str, key: str) -> None:
    assert drafted(key=cell).source.key == key


@pytest.mark.parametrize("cell", ["1,2E+05", "7.17475E+17", "7Е+09"])
def test_a_number_that_a_spreadsheet_has_cut_names_no_appeal(cell: str) -> None:
    assert problems(key=cell) == [
        (2, "KEY", f"{cell!r} is a number that a spreadsheet has cut; export the column as text")
    ]


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''-x", "'x", "x", "+"])
def test_what_a_list_guards_comes_back_as_it_was(text: str) -> None:
    draft = draft_of(None, ("text", "note"), ("Яма", guarded_cell(text)))
    assert [event.details["text"] for event in draft.events] == [text]
