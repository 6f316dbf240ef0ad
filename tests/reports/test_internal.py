"""The lists of an internal report: they agree with the figures, are cut with their totals, and name people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings

from mcu_cli.domain.appeal import Appeal, Author, Place
from mcu_cli.domain.event import Due
from mcu_cli.domain.vocabulary import EventKind, Relation
from mcu_cli.reports.indicators import internal, waiting
from mcu_cli.reports.indicators.internal import MOST
from mcu_cli.reports.periods import Kind, around
from mcu_cli.reports.scope import Asked, Scope
from tests.reports.history import CALENDAR, REGISTRY, Record, appeal, at, event, final
from tests.reports.random_histories import NOW as AFTER
from tests.reports.random_histories import histories

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

NOW = at("11-20 18:00")


def asked(appeals: Iterable[Appeal], kind: Kind = Kind.MONTH, now: datetime = NOW) -> Asked:
    return Asked(Record(appeals), REGISTRY, Scope(around(kind, now.date()), now, CALENDAR))


def lists(appeals: Iterable[Appeal], **more: Any) -> dict[str, Any]:
    return internal.members(asked(appeals, **more))


def ids(found: dict[str, Any]) -> list[str]:
    return [row["id"] for row in found["rows"]]


def written_by(one: Appeal, name: str, profile: str = "") -> Appeal:
    return replace(one, author=Author(name=name, profile=profile))


def test_overdue_appeals_stand_with_the_latest_first() -> None:
    found = lists(
        [
            appeal(1, at("11-18 10:00")),  # due a day later
            appeal(2, at("11-10 10:00")),
            appeal(3, at("11-20 10:00")),
            appeal(4, at("11-10 11:00"), final(at("11-11 09:00"))),
        ]
    )
    assert ids(found["overdue"]) == ["20260101-0002", "20260101-0001"]
    assert [row["days_overdue"] for row in found["overdue"]["rows"]] == [9.3, 1.3]
    assert ids(found["waiting"]) == ["20260101-0002", "20260101-0001", "20260101-0003"]
    assert [row["days_overdue"] for row in found["waiting"]["rows"]] == [9.3, 1.3, None]
    assert found["waiting"]["rows"][0]["days_waiting"] == 10.3
    assert found["waiting"]["rows"][0]["registered"] == "2026-11-10"


def test_a_row_names_author_address_department_and_topic() -> None:
    one = appeal(
        1,
        at("11-18 10:00"),
        event(EventKind.ASSIGNED, at("11-18 11:00"), department="ДорСтрой"),
        category="roads/snow",
    )
    place = Place(district="Заречный", settlement="Верхнереченск", street="улица Мира", house="5", flat="7")
    found = lists([replace(written_by(one, "Кротов И. И."), place=place)])
    (row,) = found["waiting"]["rows"]
    assert (row["author"], row["address"]) == ("Кротов И. И.", "Заречный, Верхнереченск, улица Мира, 5")
    assert (row["department"], row["topic"]) == ("Управление дорог", "Дороги: Уборка снега")
    assert found["without_department"] == {"total": 0, "rows": []}


def test_who_waits_without_a_department_is_listed() -> None:
    assigned = event(EventKind.ASSIGNED, at("11-18 11:00"), department="roads")
    found = lists([appeal(1, at("11-18 10:00"), assigned), appeal(2, at("11-18 10:00"))])
    assert ids(found["without_department"]) == ["20260101-0002"]


def test_a_reopened_appeal_waits_again() -> None:
    one = appeal(
        1, at("11-02 10:00"), final(at("11-02 12:00")), event(EventKind.REOPENED, at("11-03 10:00")), due=Due()
    )
    assert ids(lists([one])["waiting"]) == ["20260101-0001"]
    assert lists([one], now=at("11-02 18:00"))["waiting"]["total"] == 0


def test_long_lists_are_cut_and_tell_how_many_there_are() -> None:
    found = lists(appeal(n, at("11-10 10:00") + timedelta(minutes=n)) for n in range(1, MOST + 11))
    for name in ("overdue", "waiting", "without_department"):
        assert found[name]["total"] == MOST + 10
        assert len(found[name]["rows"]) == MOST
    assert ids(found["waiting"])[0] == "20260101-0001"


def test_authors_are_told_by_their_page_and_else_by_their_name() -> None:
    page = "https://vk.com/id1"
    letter = appeal(7, at("11-12 10:00"))
    part = replace(appeal(8, at("11-12 11:00"), event(EventKind.LINKED, at("11-12 11:00"), relation=Relation.PART_OF,
                                                      to=letter.id)), author=Author("Зверев Б. Б."))  # fmt: skip
    found = lists(
        [
            written_by(appeal(1, at("11-10 10:00")), "Кротов", page),
            written_by(appeal(2, at("11-11 10:00")), "Иван Кротов", page),
            written_by(appeal(3, at("11-11 11:00")), "Кротова  А. П."),
            written_by(appeal(4, at("11-12 10:00")), "кротова а. п."),
            written_by(appeal(5, at("11-12 10:00")), "Птицын С. В."),
            appeal(6, at("11-12 10:00")),
            written_by(letter, "Зверев Б. Б."),
            part,
            written_by(appeal(9, at("10-30 10:00")), "Птицын С. В."),
        ]
    )
    assert found["repeat_authors"] == {
        "total": 2,
        "rows": [
            {"author": "Иван Кротов", "profile": page, "received": 2, "appeals": ["20260101-0001", "20260101-0002"]},
            {"author": "кротова а. п.", "profile": "", "received": 2, "appeals": ["20260101-0003", "20260101-0004"]},
        ],
    }


def test_operators_have_the_answers_that_they_recorded_by_hand() -> None:
    imported = replace(final(at("11-12 12:00")), origin="incident")
    other = replace(final(at("11-12 12:00")), by="other@town.example")
    found = lists(
        [
            appeal(1, at("11-10 10:00"), final(at("11-11 10:00"))),
            appeal(2, at("11-10 10:00"), final(at("11-11 23:50"))),
            appeal(3, at("11-10 10:00"), final(at("11-12 00:10"))),
            appeal(4, at("11-10 10:00"), imported),
            appeal(5, at("11-10 10:00"), other),
        ]
    )
    assert found["operators"]["rows"] == [
        {"operator": "clerk@town.example", "answers": 3, "days": 2, "answers_per_day": 1.5},
        {"operator": "other@town.example", "answers": 1, "days": 1, "answers_per_day": 1.0},
    ]


def test_houses_with_several_appeals_are_listed_whole() -> None:
    place = Place(settlement="Верхнереченск", street="улица Мира", house="5")
    found = lists(replace(appeal(n, at("11-10 10:00"), category="roads/snow"), place=place) for n in range(1, 4))
    (row,) = found["addresses"]["rows"]
    assert (row["street"], row["house"], row["received"]) == ("улица Мира", "5", 3)
    assert row["topic"]["id"] == "roads/snow"


@settings(max_examples=60)
@given(histories())
def test_the_lists_agree_with_the_figures(appeals: list[Appeal]) -> None:
    for kind in (Kind.DAY, Kind.MONTH, Kind.YEAR):
        scoped = asked(appeals, kind=kind, now=AFTER)
        found, figures = internal.members(scoped), waiting.members(scoped)
        assert found["overdue"]["total"] == figures["overdue"]
        assert found["waiting"]["total"] == figures["backlog"]["end"]
        late = [row["days_overdue"] for row in found["overdue"]["rows"]]
        assert max(late, default=None) == figures["max_overdue_days"]


def test_an_empty_period_has_empty_lists() -> None:
    found = lists([], kind=Kind.YEAR, now=at("2025-06-01 10:00"))
    assert {name: one["total"] for name, one in found.items()} == dict.fromkeys(found, 0)
