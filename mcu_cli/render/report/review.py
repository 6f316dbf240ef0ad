"""The paragraphs of a review under 59-ФЗ: the law, how much came in of what kind, themes, outcome, terms, receptions.

The order is that of the reviews that administrations publish: «Обзор обращений граждан за I квартал 2026 года».
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.language import _, ngettext
from mcu_cli.render.report import sentences as say
from mcu_cli.render.report.kind_titles import with_kind_titles
from mcu_cli.render.report.phrases import listed, uncapitalised
from mcu_cli.wording import decimal_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcu_cli.render.report.text import Data

_THEMES = 5


def review_paragraphs(data: Data) -> list[str]:
    """Return the paragraphs of a review in the language spoken; what the report knows nothing of is left out."""
    found = [
        [_law()],
        [say.received(data), _kinds(data), _forms(data), _repeats(data)],
        [_themes(data)],
        [_outcome(data), say.in_favour(data), _unanswered(data)],
        [say.in_time(data), _bands(data), _extended(data), say.waiting(data)],
        [say.receptions(data), say.instructions(data)],
        [say.as_of(data)],
    ]
    return [" ".join(said) for part in found if (said := [sentence for sentence in part if sentence])]


def _law() -> str:
    return _(
        "Citizens' appeals are considered under Federal Law 59-FZ of 2 May 2006 "
        "“On the procedure for considering appeals of citizens of the Russian Federation”."
    )


def _kinds(data: Data) -> str:
    said = _counted(row for row in with_kind_titles(data["kinds"]) if row["id"])
    return _("By kind: {list}.").format(list=said) if said else ""


def _forms(data: Data) -> str:
    said = _counted(data["forms"])
    return _("By form: {list}.").format(list=said) if said else ""


def _repeats(data: Data) -> str:
    n = data["repeats"]["repeat"]
    if not n:
        return ""
    return ngettext("{n} appeal was a repeated one.", "{n} appeals were repeated ones.", n).format(n=number_text(n))


def _themes(data: Data) -> str:
    rows = [row for row in data["groups"] if row["id"] not in {"", "hidden"} and row["received"]]
    rows.sort(key=lambda row: -row["received"])
    said = _counted(rows[:_THEMES])
    return _("The most frequent themes: {list}.").format(list=said) if said else ""


def _outcome(data: Data) -> str:
    n = data["handled"]["period"]
    if not n:
        return _("The consideration of no appeal ended in the period.") if data["backlog"]["end"] else ""
    rows = [row for row in data["outcomes"] if row["id"]]
    unknown = [row | {"title": _("outcome not stated")} for row in data["outcomes"] if not row["id"]]
    said = _counted([*rows, *unknown], measure="handled") if any(row["handled"] for row in rows) else ""
    sentence = ngettext("{n} appeal was considered", "{n} appeals were considered", n).format(n=number_text(n))
    return f"{sentence}: {said}." if said else f"{sentence}."


def _unanswered(data: Data) -> str:
    # The rows of `no_answer` count an appeal under each ground that it was ever rejected on.
    n = data["centre"]["rejected"]
    if not n:
        return ""
    return ngettext(
        "{n} appeal was left without an answer on the merits on the grounds of the law (art. 11).",
        "{n} appeals were left without an answer on the merits on the grounds of the law (art. 11).",
        n,
    ).format(n=number_text(n))


def _bands(data: Data) -> str:
    bands = data["bands"]
    if not any(bands.values()):
        return ""
    return _(
        "By the length of the consideration: up to 15 days — {short}, from 16 to 30 days — {middle}, "
        "more than 30 days — {long}."
    ).format(
        short=number_text(bands["within_15_days"]),
        middle=number_text(bands["within_30_days"]),
        long=number_text(bands["over_30_days"]),
    )


def _extended(data: Data) -> str:
    n = data["extended"]
    if not n:
        return ""
    return ngettext("The term of {n} appeal was extended.", "The term of {n} appeals was extended.", n).format(
        n=number_text(n)
    )


def _counted(rows: Iterable[dict[str, Any]], measure: str = "received") -> str:
    """Return rows as one list with number and share of each: `complaint — 12 (40.0%)`."""
    return listed(
        _("{title} — {n} ({percent}%)").format(
            title=uncapitalised(row["title"]),
            n=number_text(row[measure]),
            percent=decimal_text(row["share_percent"]),
        )
        for row in rows
        if row[measure] and row["share_percent"] is not None
    )
