"""The lists of a press text as ready phrases: channels, networks, topics, districts, outcomes, works, votes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import Channel
from mcu_cli.domain.words import fold
from mcu_cli.language import spoken
from mcu_cli.render.clean import clean_line
from mcu_cli.render.report.number_forms import figure, numeral, percent
from mcu_cli.render.report.phrases import listed, quoted, uncapitalised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mcu_cli.render.report.text import Data

TOP = 5
_PLACES = 3
_AND_OTHERS = {"ru": "и другие", "en": "and others"}
_NAMELESS = ("", "hidden")  # ids of the rows of what has no name, and of what looked personal
# What came by a channel, as a list names it beside a number; tables have the names of domain.names.
_BY_CHANNEL = {
    "ru": {
        Channel.INCIDENT: "«Инцидент Менеджмент»",
        Channel.POS: "Платформа обратной связи",
        Channel.LETTER: "письма",
        Channel.RECEPTION: "личные приёмы",
        Channel.PHONE: "телефонные звонки",
        Channel.URGENT: "срочная линия",
        Channel.BOT: "чат-бот",
        Channel.MAIL: "электронная почта",
        Channel.PAGE: "официальные страницы",
    },
    "en": {
        Channel.INCIDENT: "“Incident Management”",
        Channel.POS: "the POS platform",
        Channel.LETTER: "letters",
        Channel.RECEPTION: "personal receptions",
        Channel.PHONE: "telephone calls",
        Channel.URGENT: "the urgent line",
        Channel.BOT: "the chat bot",
        Channel.MAIL: "e-mail",
        Channel.PAGE: "official pages",
    },
}
# How all appeals came where they came by one channel: goes on after «все обращения поступили».
_BY_ONE = {
    "ru": {
        Channel.INCIDENT: "через систему «Инцидент Менеджмент»",
        Channel.POS: "через Платформу обратной связи (ПОС)",
        Channel.LETTER: "в письменной форме",
        Channel.RECEPTION: "на личном приёме",
        Channel.PHONE: "по телефону",
        Channel.URGENT: "по срочной линии",
        Channel.BOT: "через чат-бот",
        Channel.MAIL: "по электронной почте",
        Channel.PAGE: "через официальные страницы",
    },
    "en": {
        Channel.INCIDENT: "through the “Incident Management” system",
        Channel.POS: "through the POS platform",
        Channel.LETTER: "by letter",
        Channel.RECEPTION: "at personal receptions",
        Channel.PHONE: "by telephone",
        Channel.URGENT: "by the urgent line",
        Channel.BOT: "through the chat bot",
        Channel.MAIL: "by e-mail",
        Channel.PAGE: "through official pages",
    },
}


def unended(text: str) -> str:
    """Return a text without the stop at its end: the template goes on behind it, or ends the sentence."""
    return text.rstrip(" .;")


def press_phrases(data: Data) -> dict[str, str]:
    """Return the lists of a report as phrases; empty where there is nothing to list."""
    channels, networks, districts = (_asked(rows_of(data, name)) for name in ("channels", "networks", "districts"))
    groups, topics = (_asked(rows_of(data, name)) for name in ("groups", "topics"))
    names = [row["title"] for row in rows_of(data, "groups")]

    def topic(title: str) -> str:
        return quoted(_without_group(title, names))

    by_channel = {row["id"]: row["topics"] for row in rows_of(data, "topics_by_channel")}
    growth = data["growth"]
    return {
        "networks.list": listed(row["title"] for row in networks),
        "networks.counts": _with_numbers(networks, len(networks), str) if networks[1:] else "",
        "channels.list": _channels(channels),
        "channels.only": _BY_ONE[spoken()].get(channels[0]["id"], "") if len(channels) == 1 else "",
        "groups.top": listed(uncapitalised(row["title"]) for row in groups[:TOP]),
        "groups.top_shares": listed(
            f"{uncapitalised(row['title'])} ({percent(row['share_percent'])})"
            for row in groups[:TOP]
            if row.get("share_percent") is not None
        ),
        "topics.top": listed(topic(row["title"]) for row in topics[:TOP]),
        "topics.top_counts": _with_numbers([row for row in topics if row["received"] > 1], TOP, topic),
        "growth.rising": _growing(growth.get("rising") or (), topic),
        "growth.falling": _growing(growth.get("falling") or (), topic),
        "new_topics.list": listed(topic(row["title"]) for row in rows_of(data, "new_topics")[:TOP]),
        "districts.top": _with_numbers(districts, TOP, str),
        "districts.without": listed(_titles(rows_of(data, "districts_without_appeals"))),
        "outcomes.list": listed(
            f"{uncapitalised(row['title'])} — {figure(row['handled'])} ({percent(row['share_percent'])})"
            for row in rows_of(data, "outcomes")
            if row["id"] and row["handled"] and row.get("share_percent") is not None
        ),
        "works.list": listed(
            uncapitalised(unended(row["what"])) + (f" ({figure(number)})" if number > 1 else "")
            for row in rows_of(data, "works_by_what")
            for number in [row["count"] or row["works"]]
        ),
    } | {
        f"{channel}.topics": listed(topic(row["title"]) for row in _asked(by_channel.get(channel, ()))[:TOP])
        for channel in (Channel.INCIDENT, Channel.POS)
    }


def _asked(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows that have a name that may be published and something received, the largest first."""
    found = [row for row in rows if row["id"] not in _NAMELESS and row["received"]]
    return sorted(found, key=lambda row: -row["received"])


def _titles(rows: Iterable[Any]) -> Iterator[str]:
    return (row if isinstance(row, str) else row["title"] for row in rows)


def _with_numbers(rows: Sequence[dict[str, Any]], most: int, called: Callable[[str], str]) -> str:
    return listed(f"{called(row['title'])} ({figure(row['received'])})" for row in rows[:most])


def _growing(rows: Sequence[dict[str, Any]], called: Callable[[str], str]) -> str:
    changed = [(called(row["title"]), row.get("change_percent")) for row in rows[:TOP]]
    return listed(
        f"{title} ({'+' if change > 0 else ''}{percent(change)})" for title, change in changed if change is not None
    )


def votes_of(poll: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of a poll with their votes; nothing where no votes are known."""
    options = [option for option in poll.get("options") or () if option.get("votes") is not None]
    if not options:
        return {}
    options.sort(key=lambda option: -option["votes"])
    return {
        "poll.leader": quoted(options[0]["text"]),
        "poll.leader_votes": numeral(options[0]["votes"]),
        "poll.options": listed(f"{quoted(option['text'])} — {figure(option['votes'])}" for option in options),
    }


def _without_group(title: str, groups: Iterable[str]) -> str:
    """Return the name of a topic without that of its group before it: `Дороги: Ямы на дорогах`."""
    return next((title.removeprefix(f"{group}: ") for group in groups if title.startswith(f"{group}: ")), title)


def places_of(work: Mapping[str, Any], works: Iterable[Mapping[str, Any]]) -> str:
    """Return where a work was done; where it stands for several of a kind, up to three places of these.

    Without a place it is the district. `улица Новая, переулок Тихий и другие` says that there were more, or that not
    all are known.
    """
    if "place" in work:
        return unended(_place_of(work))
    said = [_place_of(one) for one in works if _kind_of(one) == _kind_of(work)]
    places = list(dict.fromkeys(unended(place) for place in said if place))
    if not places or (all(said) and not places[_PLACES:]):
        return listed(places)
    named = places[:_PLACES]
    between = ";" if any(", " in place for place in named) else ","
    end = between if between == ";" else ""
    return f"{f'{between} '.join(named)}{end} {_AND_OTHERS[spoken()]}"


def _place_of(work: Mapping[str, Any]) -> str:
    return clean_line(work.get("place") or work.get("district") or "")


def _kind_of(work: Mapping[str, Any]) -> str:
    return fold(unended(work["what"]))


def _channels(rows: Sequence[dict[str, Any]]) -> str:
    """Return the channels with what came by each; of a single one all came by it."""
    names = {row["id"]: _BY_CHANNEL[spoken()].get(row["id"], clean_line(row["title"])) for row in rows}
    return listed(names[row["id"]] + (f" ({figure(row['received'])})" if rows[1:] else "") for row in rows)


def rows_of(data: Data, name: str) -> Sequence[dict[str, Any]]:
    """Return the rows of a member of a report; none where it is null."""
    return data[name] or ()
