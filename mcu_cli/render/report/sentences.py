"""The sentences with which a report begins: what came in, what was done and how fast, what waits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mcu_cli.language import _, ngettext
from mcu_cli.render.report.text import Data, long_day, quarter_of
from mcu_cli.wording import day_text, decimal_text, moment_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def opening(data: Data) -> list[str]:
    """Return the paragraphs with which a report begins, in the language spoken.

    They say what came in, what was done and how fast, what waits, what else there was; what has nothing to say is left
    out.
    """
    return joined(
        [
            [opened(data), received(data)],
            [_done(data), in_favour(data), in_time(data)],
            [speed(data), _each_day(data)],
            [waiting(data), urgent(data)],
            [receptions(data), instructions(data), _works(data)],
            [as_of(data)],
        ]
    )


def joined(paragraphs: Iterable[Iterable[str]]) -> list[str]:
    """Return the sentences of each paragraph as one text; empty sentences and paragraphs are left out."""
    return [text for sentences in paragraphs if (text := " ".join(filter(None, sentences)))]


def opened(data: Data) -> str:
    """Say when the centre opened, where that was within the period."""
    day = data["opened"]
    if not day or not data["period"]["from"] <= day <= data["period"]["to"]:
        return ""
    return _("The centre opened on {day}.").format(day=long_day(date.fromisoformat(day)))


def received(data: Data) -> str:
    """Say how much came in, beside the period before and the year before."""
    figure = data["received"]
    n = figure["period"]
    if not n:
        return _nothing(data)
    said = ngettext("{n} appeal was received", "{n} appeals were received", n).format(n=number_text(n))
    is_year = data["period"]["kind"] == "year"  # the period before it is the year before, told below
    compared = [
        "" if is_year else _compared(figure["change_previous_percent"], _period_before(data)),
        _compared(figure["change_percent"], _("a year earlier")),
    ]
    told = [part for part in compared if part]
    if told:
        said += ", " + (_("{one} and {other}").format(one=told[0], other=told[1]) if told[1:] else told[0])
    return f"{said}. {_parted(data)}".rstrip()


def _parted(data: Data) -> str:
    """Say how many appeals came in where several questions of one are appeals of their own: by letter or by word."""
    n, questions = data["letters"], data["received"]["period"]
    if n == questions:
        return ""
    return ngettext(
        "{n} appeal held {questions}.",
        "{n} appeals held {questions}.",
        n,
    ).format(
        n=number_text(n),
        questions=ngettext("{n} question", "{n} questions", questions).format(n=number_text(questions)),
    )


def _nothing(data: Data) -> str:
    begins = data["record_begins"]
    if not begins or begins <= data["period"]["to"]:
        return _("No appeals were received.")
    return _("No appeals were received: the first one on record is of {day}.").format(
        day=day_text(date.fromisoformat(begins))
    )


def in_favour(data: Data) -> str:
    """Say how many were decided in favour of the citizen."""
    share = _member(data, "decided_in_favour").get("percent")
    n = _member(data, "decided_in_favour").get("count") or 0
    if not n or share is None:
        return ""
    return ngettext(
        "{n} appeal was decided in favour of the citizen ({percent}% of those considered that have an outcome).",
        "{n} appeals were decided in favour of the citizen ({percent}% of those considered that have an outcome).",
        n,
    ).format(n=number_text(n), percent=decimal_text(share))


def in_time(data: Data) -> str:
    """Say how many were done in time and how many late."""
    punctual = _member(data, "punctual")
    n, late = punctual.get("in_time") or 0, punctual.get("late") or 0
    if not n + late:
        return ""
    said = ngettext("{n} appeal was done in time", "{n} appeals were done in time", n).format(n=number_text(n))
    missed = ngettext("{n} was late", "{n} were late", late).format(n=number_text(late)) if late else _("none was late")
    return f"{said}, {missed}."


def speed(data: Data) -> str:
    """Say how long answers took on average."""
    first, final = data["first_answer"], data["final_answer"]
    said = []
    if first["mean_hours"] is not None:
        said.append(
            _("On average the first answer took {hours} hours of working time.").format(
                hours=decimal_text(first["mean_hours"])
            )
        )
    if final["mean_hours"] is not None:
        said.append(
            _("On average the final answer took {hours} hours of working time.").format(
                hours=decimal_text(final["mean_hours"])
            )
        )
    return " ".join(said)


def waiting(data: Data) -> str:
    """Say what waits at the end, and what of it is overdue."""
    n, late = data["backlog"]["end"], data["overdue"]
    if not n:
        return _("No appeals are waiting at the end.")
    said = ngettext("{n} appeal is waiting at the end", "{n} appeals are waiting at the end", n).format(
        n=number_text(n)
    )
    if not late:
        return said + "; " + _("none of them is overdue") + "."
    overdue = ngettext("{n} of them is overdue", "{n} of them are overdue", late).format(n=number_text(late))
    return f"{said}; {overdue}."


def urgent(data: Data) -> str:
    """Say what the urgent line received."""
    n = data["urgent"]["received"]
    if not n:
        return ""
    return ngettext("The urgent line received {n} appeal.", "The urgent line received {n} appeals.", n).format(
        n=number_text(n)
    )


def receptions(data: Data) -> str:
    """Say how many personal receptions were held, and how many citizens were received."""
    found = _member(data, "receptions")
    n, field, citizens = (found.get(name) or 0 for name in ("held", "field", "citizens"))
    if not n:
        return ""
    parts = [
        ngettext(
            "{n} personal reception in the field was held", "{n} personal receptions in the field were held", n
        ).format(n=number_text(n))
        if field == n
        else ngettext("{n} personal reception was held", "{n} personal receptions were held", n).format(
            n=number_text(n)
        )
    ]
    if field and field != n:
        parts.append(
            ngettext("{n} of them in the field", "{n} of them in the field", field).format(n=number_text(field))
        )
    parts.append(
        ngettext("{n} citizen was received", "{n} citizens were received", citizens).format(n=number_text(citizens))
    )
    return ", ".join(parts) + "."


def instructions(data: Data) -> str:
    """Say how many instructions the head gave, and what became of them."""
    found = _member(data, "instructions")
    n, done, late = (found.get(name) or 0 for name in ("given", "done", "overdue"))
    if not n and not done and not late:
        return ""
    parts = [
        ngettext("{n} instruction of the head was given", "{n} instructions of the head were given", n).format(
            n=number_text(n)
        )
        if n
        else _("No new instructions of the head were given")
    ]
    if n or done:
        parts.append(
            ngettext("{n} instruction was carried out", "{n} instructions were carried out", done).format(
                n=number_text(done)
            )
        )
    if late:
        parts.append(
            ngettext("{n} instruction is overdue", "{n} instructions are overdue", late).format(n=number_text(late))
        )
    return ", ".join(parts) + "."


def as_of(data: Data) -> str:
    """Say up to which moment an unfinished period is counted."""
    if not data["period"]["as_of"]:
        return ""
    moment = moment_text(datetime.fromisoformat(data["period"]["as_of"]))
    figure = data["received"]
    if figure["previous"] is None and figure["last_year"] is None:
        return _("The period is not over: the figures are as of {moment}.").format(moment=moment)
    return _(
        "The period is not over: the figures are as of {moment}, "
        "and they are compared with the same part of earlier periods."
    ).format(moment=moment)


def _done(data: Data) -> str:
    answered, handled, closed = (data[name]["period"] for name in ("answered", "handled", "closed"))
    parts = [
        ngettext("Answers were given to {n} appeal", "Answers were given to {n} appeals", answered).format(
            n=number_text(answered)
        ),
        ngettext("{n} was handled", "{n} were handled", handled).format(n=number_text(handled)),
        ngettext("{n} was closed", "{n} were closed", closed).format(n=number_text(closed)),
    ]
    return ", ".join(parts) + "."


def _each_day(data: Data) -> str:
    n = data["answers_per_working_day"]
    if not n or data["period"]["kind"] in {"day", "week"}:
        return ""
    return _("{n} answers were given per working day on average.").format(n=decimal_text(n))


def _works(data: Data) -> str:
    works = data["works"] or ()
    n, caused = len(works), sum(work["appeals"] > 0 for work in works)
    if not n:
        return ""
    if not caused:
        said = ngettext("{n} work was done.", "{n} works were done.", n)
    elif caused == n:
        said = ngettext("Because of appeals {n} work was done.", "Because of appeals {n} works were done.", n)
    else:
        said = ngettext(
            "{n} work was done, {caused} of them because of citizens' appeals.",
            "{n} works were done, {caused} of them because of citizens' appeals.",
            n,
        )
    return said.format(n=number_text(n), caused=number_text(caused))


def _compared(change: float | None, then: str) -> str:
    """Return how a figure stands to an earlier one: `then` says when that was, «месяцем ранее», «в III квартале»."""
    if change is None:
        return ""
    if not change:
        return _("as many as {then}").format(then=then)
    said = _("{percent}% more than {then}") if change > 0 else _("{percent}% fewer than {then}")
    return said.format(percent=decimal_text(abs(change)), then=then)


def _period_before(data: Data) -> str:
    """Return how the period before is called beside this one; of an unfinished one the same part is meant."""
    match data["period"]["kind"]:
        case "day":
            return _("a day earlier")
        case "week":
            return _("a week earlier")
        case "month":
            return _("a month earlier")
        case "quarter":
            return _("a quarter earlier") if data["period"]["as_of"] else _quarter_before(data)
        case _:
            return (
                _("in the same part of as many days before") if data["period"]["as_of"] else _("in as many days before")
            )


def _quarter_before(data: Data) -> str:
    """Return the quarter before by its number, with its year where that is another one."""
    first = date.fromisoformat(data["period"]["from"])
    before = first - timedelta(days=1)
    quarter = quarter_of(before)
    if before.year != first.year:
        return _("in quarter {quarter} of {year}").format(quarter=quarter, year=before.year)
    return _("in the second quarter") if quarter == "II" else _("in quarter {quarter}").format(quarter=quarter)


def _member(data: Data, name: str) -> Mapping[str, Any]:
    return data[name] or {}
