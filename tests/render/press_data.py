"""Members of a report as the JSON form has them, invented, for the tests of its words."""

from __future__ import annotations

from typing import Any

MEASURES = ("received", "received_month_to_date", "answered", "answered_month_to_date", "handled")


def figure(period: int, *, change: float | None = None, previous: float | None = None) -> dict[str, Any]:
    """Return an indicator; since the first of the month twice as much, since 1 January ten times."""
    return {
        "period": period,
        "month_to_date": 2 * period,
        "quarter_to_date": 5 * period,
        "year_to_date": 10 * period,
        "previous": None if previous is None else period,
        "last_year": None if change is None else period,
        "change_percent": change,
        "change_previous_percent": previous,
    }


def row(row_id: str, title: str, received: int, *, last_year: int | None = None, **others: Any) -> dict[str, Any]:
    """Return a row of a breakdown; answered one less than received, handled two less."""
    return {
        "id": row_id,
        "title": title,
        "received": received,
        "received_month_to_date": 2 * received,
        "received_year_to_date": 10 * received,
        "received_previous": None,
        "received_last_year": last_year,
        "answered": max(received - 1, 0),
        "answered_month_to_date": received,
        "handled": max(received - 2, 0),
        "handled_month_to_date": received,
        "share_percent": 12.5,
        "change_percent": None,
    } | others


def answer_time(mean: float | None, in_time: float | None = 98.5) -> dict[str, Any]:
    """Return how long answers took."""
    given = mean is not None
    return {
        "count": 10 if given else 0,
        "mean_hours": mean,
        "median_hours": mean,
        "p90_hours": mean,
        "in_time_percent": in_time if given else None,
    }


def report_data(**members: Any) -> dict[str, Any]:
    """Return the report of a week of December; `members` take the place of those that there are."""
    return {
        "kind": "press",
        "municipality": "город Верхнереченск",
        "period": {"kind": "week", "from": "2021-12-06", "to": "2021-12-12", "as_of": None},
        "where": None,
        "opened": "2021-08-02",
        "received": figure(430, change=23.0, previous=-4.7),
        "written_and_oral": figure(120, change=-3.0),
        "assigned": figure(420),
        "answered": figure(422, change=23.0),
        "answers": figure(425),
        "handled": figure(417),
        "closed": figure(300),
        "letters": 428,
        "questions": 430,
        "channels": [
            row("incident", "Инцидент Менеджмент", 260, last_year=200),
            row("pos", "ПОС", 165),
            row("urgent", "срочная линия", 21),
            row("letter", "письмо", 5),
        ],
        "networks": [
            row("", "вне социальных сетей", 170),
            row("vk", "ВКонтакте", 200, last_year=180),
            row("ok", "Одноклассники", 60, last_year=20),
        ],
        "groups": [
            row("roads", "Дороги", 200),
            row("housing", "ЖКХ", 130),
            row("public-transport", "Общественный транспорт", 99),
            row("", "не указано", 1),
        ],
        "topics": [
            row("roads/potholes", "Дороги: Ямы на дорогах", 120),
            row("hidden", "скрыто", 90),
            row("roads/signs", "Дороги: Знаки, разметка", 80),
        ],
        "topics_by_channel": [
            {"id": "pos", "title": "ПОС", "topics": [{"id": "roads/snow", "title": "Дороги: Снег", "received": 4}]}
        ],
        "growth": {
            "base": "last_year",
            "rising": [{"id": "roads/potholes", "title": "Дороги: Ямы на дорогах", "change_percent": 50.0}],
            "falling": [{"id": "roads/signs", "title": "Дороги: Знаки, разметка", "change_percent": -12.5}],
        },
        "new_topics": [],
        "districts": [row("Заречный", "Заречный", 12)],
        "districts_without_appeals": [{"id": "Лесной", "title": "Лесной", "residents": 100}],
        "forms": [row("electronic", "electronic", 425), row("written", "written", 5)],
        "kinds": [row("complaint", "complaint", 300), row("", "not specified", 130)],
        "outcomes": [row("explained", "разъяснено", 202), row("resolved", "решено", 203)],
        "decided_in_favour": {"count": 201, "of": 401, "percent": 50.1},
        "no_answer": [],
        "record_begins": None,
        "uncounted": [],
        "centre": {"rejected": 0},
        "repeats": {"primary": 420, "repeat": 8, "multiple": 0, "duplicates": 2},
        "volume": {
            "per_day": 61.4,
            "per_working_day": 86.0,
            "per_1000": None,
            "peak_day": {"day": "2021-12-08", "received": 99},
            "authors": 380,
            "repeat_authors": 12,
        },
        "punctual": {"in_time": 410, "late": 7, "without_term": 0},
        "bands": {"within_15_days": 400, "within_30_days": 15, "over_30_days": 2},
        "extended": 1,
        "first_answer": answer_time(5.2),
        "final_answer": answer_time(21.3),
        "answers_per_working_day": 85.0,
        "urgent": {"received": 21, "answered": 20},
        "ratings": {"count": 0, "average": None, "positive_percent": None},
        "backlog": {"start": 40, "in": 430, "out": 417, "end": 53},
        "overdue": 2,
        "receptions": {"held": 22, "field": 6, "citizens": 106, "questions": 110},
        "instructions": {"given": 165, "done": 153, "overdue": 5},
        "polls": [
            {
                "question": "Каким быть скверу?",
                "participants": 2417,
                "options": [{"text": "Тихим", "votes": 1264}, {"text": "Шумным", "votes": 1153}],
                "decision": "Сквер будет тихим.",
            }
        ],
        "works": [
            {
                "what": "Установлены искусственные неровности",
                "count": 7,
                "day": "2021-12-07",
                "place": "улица Новая",
                "appeals": 2,
            },
            {
                "what": "Установлены искусственные неровности",
                "count": 5,
                "day": "2021-12-08",
                "place": None,
                "appeals": 1,
            },
            {"what": "Установлено ограждение", "count": None, "day": "2021-12-09", "place": "школа", "appeals": 1},
        ],
        "works_by_what": [
            {"what": "Установлены искусственные неровности", "count": 12, "works": 2},
            {"what": "Установлено ограждение", "count": None, "works": 1},
        ],
    } | members
