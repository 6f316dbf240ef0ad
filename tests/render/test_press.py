"""Press texts: what the templates that come with mcu say, and what no template lets through."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.press_fields import FIELDS, ITEM_FIELDS, POLL, WORK
from mcu_cli.domain.template_fields import FieldKind
from mcu_cli.domain.vocabulary import Channel
from mcu_cli.language import LANGUAGES, speaking
from mcu_cli.press import template_for
from mcu_cli.render.report.press import (
    ITEM_DIALECTS,
    ITEMS,
    LISTS,
    PRESS,
    PRESS_FILTERS,
    paragraphs_of,
    press_paragraphs,
    press_problems,
)
from mcu_cli.render.report.press_values import item_values, press_values
from mcu_cli.store.press import shipped_press_templates
from tests.docs_tables import DOCS
from tests.render.press_data import answer_time, figure, report_data, row

if TYPE_CHECKING:
    from collections.abc import Iterable

PERIODS = {
    "day": ("2021-12-08", "2021-12-08"),
    "week": ("2021-12-06", "2021-12-12"),
    "month": ("2021-12-01", "2021-12-31"),
    "quarter": ("2021-10-01", "2021-12-31"),
    "year": ("2021-01-01", "2021-12-31"),
    "range": ("2021-11-29", "2021-12-05"),
}
EXAMPLE = re.compile(r"<!-- example: (?P<name>[^>]*?) -->\n```\n(?P<body>.*?)```", re.DOTALL)


def period(kind: str, *, as_of: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "from": PERIODS[kind][0], "to": PERIODS[kind][1], "as_of": as_of}


def said(data: dict[str, Any], language: str = "ru", **own: str) -> list[str]:
    """Return the paragraphs of a report by the templates of a store, and else by those that come with mcu."""
    shipped, written = shipped_press_templates(language), {name.replace("__", "/"): own[name].encode() for name in own}
    sources = {**shipped, **written}
    name = template_for(data["period"]["kind"], written, shipped)
    assert not written or press_problems(name, sources) == []
    with speaking(language):
        return [text.replace("\u00a0", " ") for text in press_paragraphs(data, name, sources)]


def one(template: str, data: dict[str, Any] | None = None, language: str = "ru") -> str:
    """Return the one paragraph that a template gives."""
    (text,) = said(data or report_data(), language, week=template)
    return text


# --- What the templates that come with mcu say


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_templates_that_come_with_mcu_are_in_order(language: str) -> None:
    shipped = shipped_press_templates(language)
    assert [problem for name in shipped for problem in press_problems(name, shipped)] == []


def test_both_languages_have_the_same_templates() -> None:
    names = [set(shipped_press_templates(language)) for language in LANGUAGES]
    assert names[0] == names[1] >= {"day", "week", "month", "quarter", "year", "report", *ITEMS}


def test_a_week_is_told() -> None:
    assert said(report_data()) == [
        "417 обращений рассмотрено за неделю в Муниципальном центре управления",
        (
            "С 6 по 12 декабря 2021 года в Муниципальный центр управления (город Верхнереченск) поступило 430 "
            "обращений, что на 4,7 % меньше, чем неделей ранее. За неделю рассмотрено почти 420 обращений (417), даны "
            "ответы на 422. С начала декабря поступило 860 обращений, рассмотрено 834."
        ),
        (
            "В системе «Инцидент Менеджмент» за неделю даны ответы на 259 сообщений, рассмотрено 258, а с начала "
            "декабря рассмотрено 260. Поступило за неделю 260, с начала месяца — 520. Жители пишут в социальных сетях "
            "и мессенджерах: ВКонтакте и Одноклассники."
        ),
        (
            "На Платформе обратной связи (ПОС) за неделю рассмотрено 163 обращения, поступило 165, а с начала декабря "
            "— 330."
        ),
        (
            "Основные темы обращений: дороги, ЖКХ и общественный транспорт. Чаще всего вопросы касались тем: «Ямы на "
            "дорогах» (120) и «Знаки, разметка» (80)."
        ),
        "По срочной линии принято 21 обращение, даны ответы на 20.",
        ("Первый ответ житель получал в среднем за 5,2 часа рабочего времени. В срок рассмотрено 98,3 % обращений."),
        (
            "Проведено 22 личных приёма, из них 6 выездных; принято 106 граждан. Главой дано 165 поручений, исполнено "
            "153."
        ),
        "Что сделано по обращениям жителей:",
        "— установлены искусственные неровности: 7 (улица Новая);",
        "— установлены искусственные неровности: 5;",
        "— установлено ограждение (школа).",
        (
            "В опросе «Каким быть скверу?» приняли участие 2 417 жителей. Голоса распределились так: «Тихим» — 1 264, "
            "«Шумным» — 1 153. Принято решение: «Сквер будет тихим»."
        ),
    ]


def test_a_year_is_told_from_the_month_in_which_the_centre_opened() -> None:
    data = report_data(
        period=period("year"),
        received=figure(9769),
        handled=figure(9546),
        written_and_oral=figure(2128, change=23.0),
        answers_per_working_day=102.0,
        networks=[row("vk", "ВКонтакте", 1500), row("ok", "Одноклассники", 504)],
        urgent={"received": 342, "answered": 342},
        channels=[
            row("incident", "Инцидент Менеджмент", 2004),
            row("letter", "письмо", 2028),
            row("urgent", "срочная линия", 342),
            row("reception", "личный приём", 100),
        ],
    )
    text = " ".join(said(data))
    for phrase in (
        "9 546 обращений рассмотрено за 2021 год: итоги работы",
        "Муниципальный центр управления открылся в августе 2021 года.",
        "В 2021 году в администрацию (город Верхнереченск) поступило 9 769 обращений. Рассмотрено 9 546 обращений",
        "давали в среднем более 100 ответов (102).",
        "Главе города поступило 2 128 письменных и устных обращений, что на 23 % больше, чем в 2020 году.",
        (
            "Обращения по каналам: письма (2 028), «Инцидент Менеджмент» (2 004), срочная линия (342) и личные приёмы "
            "(100). Из социальных сетей и мессенджеров поступило более 2 тыс. сообщений: ВКонтакте (1 500) и "
            "Одноклассники (504)."
        ),
        "По срочной линии принято 342 обращения",
        "Каждое второе обращение решено положительно (201, или 50,1 %), по остальным даны разъяснения.",
        "— установлены искусственные неровности: 12 (улица Новая и другие); — установлено ограждение (школа).",
    ):
        assert phrase in text
    later = " ".join(said({**data, "opened": "2020-08-01"}))
    assert "открылся" not in later
    assert "В 2021 году в Муниципальный центр управления (город Верхнереченск) поступило" in later


def test_a_month_names_what_was_registered_and_passed_on() -> None:
    data = report_data(period=period("month"), received=figure(4018), assigned=figure(3996))
    text = " ".join(said(data))
    assert "4 018 обращений за месяц: итоги декабря 2021 года" in text
    assert "В декабре 2021 года" in text
    assert "поступило 4 018 обращений" in text
    assert "Исполнителям передано почти 4 тыс. обращений (3 996)." in text


def by_channel(**received: int) -> list[dict[str, Any]]:
    return [row(name, name, number) for name, number in received.items()]


@pytest.mark.parametrize(
    ("channels", "number", "told"),
    [
        ({"letter": 1200, "reception": 801}, 2001, "Главе города поступило 2 001 письменное и устное обращение."),
        ({"letter": 1200, "reception": 802}, 2002, "Главе города поступило 2 002 письменных и устных обращения."),
        (
            {"letter": 1, "reception": 1},
            2,
            "Главе города поступило 2 обращения. Письменных среди них — 1, устных — 1.",
        ),
        (
            {"letter": 15, "reception": 4, "phone": 2},
            21,
            (
                "В письменной форме и устно (по телефону и на личном приёме) поступило 21 обращение. Письменных среди "
                "них — 15, устных — 6."
            ),
        ),
        ({"reception": 4, "phone": 2}, 6, "По телефону и на личном приёме поступило 6 обращений."),
        ({"reception": 1, "phone": 1}, 2, "По телефону и на личном приёме поступило 2 обращения."),
    ],
)
def test_the_head_is_said_to_receive_letters_and_visitors_and_no_telephone_calls(
    channels: dict[str, int], number: int, told: str
) -> None:
    data = report_data(period=period("year"), channels=by_channel(**channels), written_and_oral=figure(number))
    text = " ".join(said(data))
    assert told in text
    assert ("Главе" in text) == ("phone" not in channels)


@pytest.mark.parametrize("channels", [{"reception": 97}, {"letter": 9}, {"letter": 842, "phone": 2657}, {"pos": 5}])
def test_receptions_alone_or_no_receptions_make_nothing_that_the_head_received(channels: dict[str, int]) -> None:
    data = report_data(
        period=period("year"), channels=by_channel(**channels), written_and_oral=figure(sum(channels.values()))
    )
    assert "Главе" not in " ".join(said(data))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (23.0, "что на 23 % больше, чем в 2020 году"),
        (200.0, "что на 200 % больше, чем в 2020 году"),
        (220.4, "что в 3,2 раза больше, чем в 2020 году"),
        (400.0, "что в 5 раз больше, чем в 2020 году"),
        (-4.0, "что на 4 % меньше, чем в 2020 году"),
        (0.0, "столько же, сколько в 2020 году"),
    ],
)
def test_a_growth_is_told_in_percent_and_a_large_one_in_times(change: float, told: str) -> None:
    data = report_data(period=period("year"), opened=None, received=figure(430, change=change))
    assert f"поступило 430 обращений, {told}." in " ".join(said(data))


def test_the_centre_is_not_held_against_a_time_that_was_over_before_it_opened() -> None:
    guard = "{%% if %s is defined %%}да{%% else %%}нет{%% endif %%}"
    members: dict[str, Any] = {
        "received": figure(430, change=23.0, previous=5.0),
        "previous": {"kind": "week", "from": "2021-11-29", "to": "2021-12-05"},
        "last_year": {"kind": "week", "from": "2020-12-07", "to": "2020-12-13"},
    }
    names = ("received.change", "received.last_year", "incident.received.change", "growth.rising")
    before = ("received.previous", "received.change_previous")
    for opened, known, known_before in (
        (None, "да", "да"),
        ("2020-12-07", "да", "да"),
        ("2020-12-13", "да", "да"),  # it opened on the last day of that week
        ("2020-12-14", "нет", "да"),
        ("2021-12-06", "нет", "нет"),
    ):
        data = report_data(opened=opened, **members)
        assert [one(guard % name, data) for name in names] == [known] * len(names), opened
        assert [one(guard % name, data) for name in before] == [known_before] * len(before), opened


@pytest.mark.parametrize(
    ("opened", "before", "told"),
    [
        (None, "0", "в Муниципальный центр управления"),
        ("2021-08-02", "0", "в Муниципальный центр управления"),
        ("2021-12-06", "0", "в Муниципальный центр управления"),
        ("2021-12-09", "3", "в администрацию"),
        ("2021-12-31", "7", "в администрацию"),
    ],
)
def test_what_came_before_the_opening_came_to_the_administration(opened: str | None, before: str, told: str) -> None:
    data = report_data(opened=opened)
    assert one("{{ opened.days_before }}", data) == before
    assert f"С 6 по 12 декабря 2021 года {told} (город Верхнереченск) поступило" in " ".join(said(data))


def test_a_number_of_the_list_of_channels_is_not_told_once_more() -> None:
    few = report_data(period=period("month"))
    assert "Сообщения пришли из социальных сетей и мессенджеров: ВКонтакте (200) и Одноклассники (60)." in " ".join(
        said(few)
    )
    single = report_data(period=period("month"), channels=by_channel(letter=5), networks=[row("vk", "ВКонтакте", 5)])
    assert "Все обращения поступили в письменной форме. Социальные сети и мессенджеры: ВКонтакте." in said(single)
    one_alone = report_data(period=period("month"), received=figure(1), channels=by_channel(phone=1), networks=[])
    assert "Обращение поступило по телефону." in said(one_alone)
    more = report_data(period=period("month"), channels=by_channel(incident=200, pos=1))
    assert "поступило 260 сообщений: ВКонтакте (200) и Одноклассники (60)." in " ".join(said(more))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_channel_has_a_name_for_lists(language: str) -> None:
    with speaking(language):
        for channel in Channel:
            data = report_data(channels=[row(channel, "?", 5)])
            assert "?" not in press_values(data)["channels.list"]
            assert press_values(data)["channels.only"]
    assert "channels.only" not in press_values(report_data())


@pytest.mark.parametrize(
    ("places", "told"),
    [
        (["улица Мира"], " (улица Мира)"),
        (["улица Мира", "улица Мира"], " (улица Мира)"),
        (["улица Мира", "улица Новая"], " (улица Мира и улица Новая)"),
        (["а", "б", "в"], " (а, б и в)"),
        (["а", "б", "в", "г"], " (а, б, в и другие)"),
        (["улица Мира, 4", "улица Ленина, 8"], " (улица Мира, 4; улица Ленина, 8)"),
        (["улица Мира, 4", "б", "в", "г"], " (улица Мира, 4; б; в; и другие)"),
        (["улица Мира", None], " (улица Мира и другие)"),
        (["улица Мира", "/Заречный"], " (улица Мира и Заречный)"),
        (["/Заречный", "/Заречный"], " (Заречный)"),
        ([None, None], ""),
    ],
)
def test_works_of_a_kind_are_told_with_up_to_three_places(places: list[str | None], told: str) -> None:
    works: list[dict[str, Any]] = [
        {"what": "Закрыты люки" + "." * (n % 2), "count": 3, "day": "2021-12-07", "place": place, "appeals": n}
        for n, place in enumerate(places)
    ]
    for work in works:  # a district where there is no place
        if (work["place"] or "").startswith("/"):
            work |= {"place": None, "district": work["place"].removeprefix("/")}
    grouped = [{"what": "Закрыты люки", "count": 3 * len(works), "works": len(works)}]
    text = " ".join(said(report_data(period=period("year"), works=works, works_by_what=grouped)))
    assert f"— закрыты люки: {3 * len(works)}{told}." in text


@pytest.mark.parametrize(
    ("in_time", "late", "told"),
    [
        (1, 0, "По рассмотренному обращению срок соблюдён."),
        (9, 0, "По всем рассмотренным обращениям сроки соблюдены."),
        (99, 1, "В срок рассмотрено 99 % обращений."),
        (9999, 1, "В срок рассмотрено 99,9 % обращений."),
    ],
)
def test_terms_kept_are_told_and_those_missed_are_not(in_time: int, late: int, told: str) -> None:
    data = report_data(punctual={"in_time": in_time, "late": late})
    assert told in " ".join(said(data))
    assert "нарушением" not in " ".join(said(data))
    assert " сро" not in " ".join(said(report_data(punctual={"in_time": 0, "late": 21}, channels=[])))


@pytest.mark.parametrize(
    ("appeals", "told"), [((1, 2), "Что сделано по обращениям жителей:"), ((1, 0), "Что сделано:")]
)
def test_works_are_said_to_be_of_appeals_only_where_all_are(appeals: tuple[int, ...], told: str) -> None:
    works = [
        {"what": "Закрыт люк", "count": 1, "place": None, "district": "Заречный", "appeals": number}
        for number in appeals
    ]
    text = said(report_data(works=works))
    assert told in text
    assert "— закрыт люк (Заречный);" in text


@pytest.mark.parametrize(
    ("first", "last", "kind", "told"),
    [
        ("2021-11-02", "2021-11-12", "range", "Со 2 по 12 ноября 2021 года в Муниц"),
        ("2021-11-22", "2021-11-30", "range", "С 22 по 30 ноября 2021 года в Муниц"),
        ("2021-11-02", "2021-11-02", "range", "За 2 ноября 2021 года в Муниц"),
        ("2021-11-02", "2021-11-02", "day", "2 ноября 2021 года в Муниц"),
        ("2021-04-01", "2021-06-30", "quarter", "Во II квартале 2021 года в Муниц"),
        ("2021-01-01", "2021-03-31", "quarter", "В I квартале 2021 года в Муниц"),
    ],
)
def test_prepositions_go_with_what_follows(first: str, last: str, kind: str, told: str) -> None:
    data = report_data(period={"kind": kind, "from": first, "to": last, "as_of": None}, opened=None)
    assert said(data)[1].startswith(told)


def test_a_poll_is_told_as_far_as_it_is_known() -> None:
    poll: dict[str, Any] = {"question": "Строить «Парк»?", "participants": None, "options": [], "decision": None}
    template = "{% if polls.items is defined %}{{ polls.items }}{% endif %}"
    assert said(report_data(polls=[poll]), week=template) == ["Итоги опроса «Строить „Парк“?» ещё не подведены."]
    asked = {**poll, "participants": 21}
    assert said(report_data(polls=[asked]), week=template) == ["В опросе «Строить „Парк“?» принял участие 21 житель."]
    decided = {**poll, "participants": 0, "decision": "Построить."}
    assert said(report_data(polls=[decided]), week=template) == [
        "Проведён опрос «Строить „Парк“?». Принято решение: «Построить»."
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PERIODS)
def test_a_period_without_anything_says_so_and_no_more(kind: str, language: str) -> None:
    nothing = figure(0)
    names = ("received", "written_and_oral", "assigned", "answered", "answers", "handled", "closed")
    empty: dict[str, Any] = {
        **dict.fromkeys(names, nothing),
        **{name: [] for name in ("channels", "networks", "groups", "topics", "outcomes", "districts")},
        **dict.fromkeys(("receptions", "instructions", "polls", "works", "works_by_what", "opened")),
        "decided_in_favour": {"count": 0, "of": 0, "percent": None},
        "punctual": {"in_time": 0, "late": 0, "without_term": 0},
        "first_answer": answer_time(None),
        "final_answer": answer_time(None),
        "answers_per_working_day": 0.0,
        "urgent": {"received": 0, "answered": 0},
    }
    text = " ".join(said(report_data(period=period(kind), **empty), language))
    assert "обращений не поступало" in text or "no appeals" in text
    assert "%" not in text
    assert " 0 " not in text


def test_an_unfinished_period_says_up_to_when_it_is_counted() -> None:
    data = report_data(period=period("week", as_of="2021-12-10T18:00:00+03:00"))
    assert said(data)[-1] == (
        "Период ещё не закончился: данные приведены на 10.12.2021 18:00, сравнение — с такой же частью предыдущей "
        "недели."
    )
    assert said(data)[1].startswith("С 6 по 10 декабря 2021 года")
    alone = report_data(period=period("week", as_of="2021-12-06T18:00:00+03:00"), received=figure(430))
    assert said(alone)[-1] == "Период ещё не закончился: данные приведены на 06.12.2021 18:00."
    assert said(alone)[1].startswith("За 6 декабря 2021 года")


@pytest.mark.parametrize(
    ("kind", "change", "told", "remark"),
    [
        ("day", 5.0, "поступило 430 обращений.", "18:00."),
        (
            "month",
            5.0,
            "чем за аналогичный период прошлого года.",
            "18:00, сравнение — с такой же частью прошлого года.",
        ),
        ("year", 5.0, "чем за тот же период 2020 года.", "18:00, сравнение — с такой же частью прошлого года."),
        ("year", None, "поступило 430 обращений.", "18:00."),
    ],
)
def test_an_unfinished_period_is_told_beside_a_part_and_only_where_something_is_compared(
    kind: str, change: float | None, told: str, remark: str
) -> None:
    data = report_data(
        period=period(kind, as_of="2021-12-08T18:00:00+03:00"), opened=None, received=figure(430, change=change)
    )
    assert told in " ".join(said(data))
    assert said(data)[-1].endswith(remark)


# --- Which template


def test_the_stores_own_template_goes_before_those_of_mcu() -> None:
    shipped = shipped_press_templates("ru")
    assert template_for("week", {"week", "report"}, shipped) == "week"
    assert template_for("week", {"report"}, shipped) == "report"
    assert template_for("week", {"year"}, shipped) == "week"
    assert template_for("range", {}, shipped) == "report"


# --- Paragraphs


def test_line_breaks_are_blanks_and_empty_lines_part_paragraphs() -> None:
    template = "Раз\nдва  три\n{% if received > 0 %}\n, четыре\n{% endif %}\n.\n\n \n{# Знак. #}\n\nПять.\n\n"
    assert said(report_data(), week=template) == ["Раз два три, четыре.", "Пять."]


def test_a_template_taken_in_goes_on_within_the_sentence() -> None:
    own = {"parts__a": "{# а #}\nплохо\n\n", "parts__b": "{% include 'parts/a' %}\n\n"}
    template = "Было {% include 'parts/a' %}, стало {% include 'parts/b' %}."
    assert said(report_data(), week=template, **own) == ["Было плохо, стало плохо."]


def test_an_abbreviation_at_the_end_keeps_one_stop() -> None:
    assert paragraphs_of("около 4 тыс..") == ["около 4\u00a0тыс."]
    assert paragraphs_of("и так далее...") == ["и так далее..."]


def test_a_number_stays_with_its_word_and_a_dash_with_what_stands_before_it() -> None:
    assert paragraphs_of("2,1 тыс. обращений, 5 из 21 года: рост — 3. Всё") == [
        "2,1\u00a0тыс.\u00a0обращений, 5\u00a0из 21\u00a0года: рост\u00a0— 3. Всё"
    ]
    assert paragraphs_of("— первая;") == ["— первая;"]


def test_no_break_spaces_stay() -> None:
    with speaking("ru"):
        text = press_paragraphs(report_data(received=figure(9546)), "week", {"week": b"{{ received }}\n "})
    assert text == ["9\u00a0546"]


# --- Fields


def test_fields_are_those_of_the_table_with_values_of_their_kind() -> None:
    with speaking("ru"):
        values = press_values(report_data())
    kinds = {field.name: field.kind for field in FIELDS}
    assert set(values) <= set(kinds)
    for name, value in values.items():
        assert isinstance(value, int | float) is (kinds[name] is FieldKind.NUMBER), name
    assert {field.name for field in FIELDS if not field.unsure} <= set(values)


@pytest.mark.parametrize("item", [WORK, POLL])
def test_fields_of_items_are_those_of_the_table(item: str) -> None:
    with speaking("ru"):
        found = list(item_values(report_data(), item, f"{item}s"))
    known = {field.name: field for field in ITEM_FIELDS[item]}
    for values in found:
        assert {name for name, field in known.items() if not field.unsure} <= set(values) <= set(known)


def test_every_field_can_have_a_value() -> None:
    data = report_data(
        period=period("week", as_of="2021-12-10T18:00:00+03:00"),
        received=figure(430, change=1.0, previous=1.0),
        new_topics=[{"id": "x", "title": "Новая", "received": 1}],
        topics_by_channel=[
            {"id": name, "title": name, "topics": [{"id": "a/b", "title": "Тема", "received": 4}]}
            for name in ("pos", "incident")
        ],
        channels=[row(name, name, 5, last_year=4) for name in
                  ("incident", "pos", "letter", "reception", "phone", "urgent", "bot", "mail", "page")],
        networks=[row("vk", "ВКонтакте", 5, last_year=4), row("ok", "Одноклассники", 1, last_year=1)],
        volume={**report_data()["volume"], "per_1000": 1.5},
        ratings={"count": 2, "average": 4.5, "positive_percent": 100.0},
        **{name: figure(5, change=1.0, previous=1.0)
           for name in ("written_and_oral", "assigned", "answered", "answers", "handled", "closed")},
    )  # fmt: skip
    with speaking("ru"):
        values = press_values(data)
    assert {field.name for field in FIELDS} - set(values) == {
        *LISTS,
        "channels.only",
    }  # of several there is no only one


def test_rows_without_a_name_and_hidden_ones_are_never_listed() -> None:
    text = " ".join(one(f"{{{{ {name} | default('-') }}}}") for name in ("groups.top", "topics.top", "networks.list"))
    assert "скрыто" not in text
    assert "не указано" not in text
    assert "вне" not in text


def test_growth_of_a_channel_is_worked_out_and_unknown_without_a_year_before() -> None:
    guard = "{%% if %s is defined %%}{{ %s | percent }}{%% else %%}неизвестно{%% endif %%}"
    change = "incident.received.change"
    assert one(guard % (change, change)) == "30 %"
    assert one(guard % ("networks.received.change", "networks.received.change")) == "30 %"
    assert one(guard % ("pos.received.change", "pos.received.change")) == "неизвестно"


def test_a_share_of_those_in_time_is_never_rounded_to_the_whole() -> None:
    template = "{% if punctual.percent is defined %}{{ punctual.percent | percent }}{% endif %}"
    assert one(template, report_data(punctual={"in_time": 9999, "late": 1})) == "99,9 %"
    assert one(template, report_data(punctual={"in_time": 1, "late": 9999})) == "0,1 %"
    assert one(template, report_data(punctual={"in_time": 5, "late": 0})) == "100 %"


@pytest.mark.parametrize(
    ("share", "every"), [(50.0, "2"), (47.2, "2"), (33.3, "3"), (25.5, "4"), (20.0, "5"), (60.0, "-"), (41.0, "-")]
)
def test_every_second_is_said_only_where_it_is_so(share: float, every: str) -> None:
    data = report_data(decided_in_favour={"count": 1, "of": 2, "percent": share})
    assert one("{{ decided_in_favour.every | default('-') }}", data) == every


def test_by_the_others_an_explanation_is_said_only_where_all_others_have_one() -> None:
    refused = [*report_data()["outcomes"], row("refused", "отказано", 10)]
    text = " ".join(said(report_data(period=period("month"), outcomes=refused)))
    assert "по остальным" not in text
    assert "по 200 обращениям даны разъяснения" in text


def test_days_and_months_of_a_period() -> None:
    template = "с {{ period.first }} по {{ period.last }}, {{ period.quarter }}, {{ period.year_before }}"
    assert one(template) == "с 6 по 12 декабря 2021 года, IV, 2020"
    over_months = report_data(period={**period("week"), "from": "2021-11-29", "to": "2021-12-05"})
    assert one(template, over_months).startswith("с 29 ноября по 5 декабря 2021 года")
    over_years = report_data(period={**period("week"), "from": "2021-12-27", "to": "2022-01-02"})
    assert one(template, over_years) == "с 27 декабря 2021 года по 2 января 2022 года, I, 2021"
    english = "from {{ period.first }} to {{ period.last }}"
    assert one(english, language="en") == "from December 6 to December 12, 2021"


def test_lists_keep_clear_where_a_name_has_a_comma_or_a_conjunction() -> None:
    rows = [row("a", "Дороги", 3), row("b", "Земля и имущество", 2)]
    assert one("{{ groups.top | default('-') }}", report_data(groups=rows)) == "дороги, земля и имущество"
    rows = [row("a", "Дороги", 3), row("b", "Свет, вода", 2)]
    assert one("{{ groups.top | default('-') }}", report_data(groups=rows)) == "дороги; свет, вода"
    assert one("{{ outcomes.list | default('-') }}") == "разъяснено — 200 (12,5 %), решено — 201 (12,5 %)"
    assert (
        one("{{ works.list | default('-') }}") == "установлены искусственные неровности (12) и установлено ограждение"
    )


# --- Strangers' names are data


@settings(max_examples=60)
@given(
    title=st.one_of(st.sampled_from(["{{ 7*7 }}", "{% raw %}", "{# x #}", "{% endif %}", "\u2029x\n\ny"]), st.text())
)
def test_a_name_never_acts_and_never_makes_a_paragraph(title: str) -> None:
    rows = [row("x", title, 5)]
    plain: dict[str, Any] = {"topics": [], "groups": [], "networks": [], "districts": []}
    for members in (
        {"groups": rows},
        {"topics": rows},
        {"networks": rows},
        {"districts": rows},
        {"municipality": title},
    ):
        data = report_data(**plain | members)
        template = (
            "A {{ groups.top | default('-') }} {{ topics.top | default('-') }} {{ networks.list | default('-') }} "
            "{{ districts.top | default('-') }} {{ municipality }} Z"
        )
        text = one(template, data)  # of which there is one: no name makes a paragraph
        assert text.startswith("A")
        assert text.endswith("Z")
        assert ("49" in text) is ("49" in title)


def test_a_name_that_looks_like_a_template_is_printed_as_it_stands() -> None:
    for title in ("{{ 7*7 }}", "{% raw %}", "{% if received %}"):
        assert one("{{ municipality }}", report_data(municipality=title)) == title
        works = [{"what": title, "count": 1, "day": "2021-12-07", "place": None, "appeals": 0}]
        assert said(report_data(works=works), week="{% if works.items is defined %}{{ works.items }}{% endif %}") == [
            f"— {title}."
        ]


def counts() -> st.SearchStrategy[int]:
    return st.one_of(st.integers(min_value=0, max_value=30), st.integers(min_value=0, max_value=200_000))


@settings(max_examples=60)
@given(
    kind=st.sampled_from(sorted(PERIODS)),
    language=st.sampled_from(LANGUAGES),
    numbers=st.lists(counts(), min_size=12, max_size=12),
    change=st.one_of(st.none(), st.floats(min_value=-100, max_value=20_000)),
    share=st.one_of(st.none(), st.floats(min_value=0, max_value=100)),
)
def test_whatever_the_figures_are_the_text_is_clean(
    kind: str, language: str, numbers: list[int], change: float | None, share: float | None
) -> None:
    indicator = [figure(n, change=change, previous=change) for n in numbers]
    data = report_data(
        period=period(kind),
        received=indicator[0],
        written_and_oral=indicator[1],
        assigned=indicator[2],
        answered=indicator[3],
        handled=indicator[4],
        urgent={"received": numbers[5], "answered": 0},
        channels=[row("incident", "Инцидент Менеджмент", numbers[6]), row("urgent", "срочная линия", numbers[5])],
        receptions={"held": numbers[7], "field": min(numbers[7], 3), "citizens": numbers[8], "questions": 0},
        instructions={"given": numbers[9], "done": numbers[10], "overdue": numbers[11]},
        decided_in_favour={"count": numbers[10], "of": numbers[11], "percent": share},
        punctual={"in_time": numbers[9], "late": numbers[8], "without_term": 0},
        first_answer=answer_time(share),
        answers_per_working_day=share,
    )
    for text in said(data, language):
        assert "  " not in text
        assert not re.search(r"\s[,.;:!?)]|[(«]\s|\.\.|,,|\(\)|None|\{|\}", text), text
        assert re.sub(r"(?<=\d)[ ,](?=\d{3}\b)", "", text).count("обращени") == len(right_forms(text)), text


def right_forms(text: str) -> list[str]:
    """Return each «обращение» of a text that goes with what stands before it: a number, «тыс.», «более», or a word."""
    found = []
    for match in re.finditer(r"(\S+(?: \d{3})*) (обращени\w*)|(обращени\w*)", re.sub(r"(?<=\d) (?=\d{3}\b)", "", text)):
        before, word = match[1] or "", match[2] or match[3]
        if not before.isdigit() or word in {"обращениям", "обращению"}:
            found.append(word)
            continue
        last_two, last = int(before) % 100, int(before) % 10
        want = "обращений"
        if last_two not in {11, 12, 13, 14}:
            want = "обращение" if last == 1 else "обращения" if last in {2, 3, 4} else want
        if word == want:
            found.append(word)
    return found


# --- The law


def test_banned_networks_are_named_with_the_note_of_the_law() -> None:
    rows = [row("instagram", "Instagram", 5), row("vk", "ВКонтакте", 9)]
    named = said(report_data(networks=rows), "en")
    assert named[-1].startswith("* Instagram: the owner is Meta")
    assert not any("Meta" in text for text in said(report_data(), "en"))


# --- The document


def examples() -> dict[str, str]:
    text = (DOCS / "press.md").read_text(encoding="utf-8")
    return {match["name"]: match["body"] for match in EXAMPLE.finditer(text)}


def test_the_example_of_the_document_gives_what_stands_there() -> None:
    found = examples()
    data = report_data(handled={**figure(500), "month_to_date": 2134})
    assert said(data, week=found["press week"]) == found["press week, filled"].strip().split("\n\n")


def test_the_example_of_one_work_is_that_which_comes_with_mcu() -> None:
    assert examples()["press items/work"].encode() == shipped_press_templates("ru")["items/work"]


def filters_shown() -> Iterable[tuple[str, str, str]]:
    """Give each row of the table of filters: what is written, the value of its field, what it gives."""
    text = (DOCS / "press.md").read_text(encoding="utf-8")
    table = text.partition("<!-- filters: press -->")[2].partition("<!-- end of filters -->")[0]
    for line in table.strip().splitlines()[2:]:
        written, value, gives = (cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:4])
        for template, result in zip(re.findall(r"`([^`]+)`", written), gives.split(", "), strict=True):
            yield template.replace("\\|", "|"), value, result


@pytest.mark.parametrize(("template", "value", "gives"), list(filters_shown()))
def test_the_table_of_filters_says_what_they_give(template: str, value: str, gives: str) -> None:
    data = report_data(period={**period("week"), "from": "2021-12-06", "to": "2021-12-12"}, opened="2021-08-02")
    if "municipality" in template:
        data["municipality"] = value
    elif "networks" in template:
        data["networks"] = [row("ok", value, 5)] if value else []
    elif "mean_hours" in template:
        data["first_answer"] = answer_time(float(value))
    elif value.replace("-", "").replace(".", "").isdigit() and "opened" not in template and "month" not in template:
        data["received"] = figure(int(float(value)), change=float(value))
    name = re.findall(r"\{\{ ([\w.]+)", template)[0]
    guarded = template if "default" in template else f"{{% if {name} is defined %}}{template}{{% endif %}}"
    assert one(guarded, data) == gives


def test_every_filter_and_every_field_stands_in_the_document() -> None:
    text = (DOCS / "press.md").read_text(encoding="utf-8")
    assert [name for name in PRESS_FILTERS if f"| {name}" not in text.replace("\\|", "|")] == []
    for dialect in (PRESS, *ITEM_DIALECTS.values()):
        assert [name for name in dialect.fields if f"`{name}`" not in text] == []
