"""The sentences with which a report begins: what came in, what was done and how fast, what waits."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from mcu_cli.language import _, ngettext
from mcu_cli.render.report.text import Data, long_day
from mcu_cli.wording import day_text, decimal_text, moment_text, number_text

if TYPE_CHECKING:
    from collections.abc import Mapping


def sentences(data: Data) -> list[str]:
    """Return the sentences of a report in the language spoken; those that have nothing to say are left out."""
    found = [
        opened(data),
        received(data),
        _done(data),
        in_favour(data),
        in_time(data),
        speed(data),
        _each_day(data),
        waiting(data),
        urgent(data),
        receptions(data),
        instructions(data),
        _works(data),
        as_of(data),
    ]
    return [sentence for sentence in found if sentence]


def opened(data: Data) -> str:
    """Say when the centre opened, where that was within the period."""
    day = data.get("opened")
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
        _compared(
            None if is_year else figure["change_previous_percent"],
            more=_("{percent}% more than in the period before"),
            fewer=_("{percent}% fewer than in the period before"),
            same=_("as many as in the period before"),
        ),
        _compared(
            figure["change_percent"],
            more=_("{percent}% more than a year earlier"),
            fewer=_("{percent}% fewer than a year earlier"),
            same=_("as many as a year earlier"),
        ),
    ]
    told = [part for part in compared if part]
    if told:
        said += ", " + (_("{one} and {other}").format(one=told[0], other=told[1]) if told[1:] else told[0])
    return f"{said}. {_parted(data)}".rstrip()


def _parted(data: Data) -> str:
    """Say how many appeals came in where several questions of one are appeals of their own: by letter or by word."""
    n = data["letters"]
    if n == data["received"]["period"]:
        return ""
    return ngettext(
        "Questions parted from an appeal count by themselves; without them it was {n} appeal.",
        "Questions parted from an appeal count by themselves; without them it was {n} appeals.",
        n,
    ).format(n=number_text(n))


def _nothing(data: Data) -> str:
    begins = data.get("record_begins")
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
        "{n} appeal was decided in favour of the citizen: {percent}% of those with an outcome.",
        "{n} appeals were decided in favour of the citizen: {percent}% of those with an outcome.",
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
        ngettext("{n} personal reception was held", "{n} personal receptions were held", n).format(n=number_text(n))
    ]
    if field:
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
    moment = data["period"]["as_of"]
    if not moment:
        return ""
    return _("The period is not over: the figures are as of {moment}, the periods compared with are whole.").format(
        moment=moment_text(datetime.fromisoformat(moment))
    )


def _done(data: Data) -> str:
    answered, handled, closed = (data[name]["period"] for name in ("answered", "handled", "closed"))
    parts = [
        ngettext("{n} appeal was answered", "{n} appeals were answered", answered).format(n=number_text(answered)),
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
    n = len(data.get("works") or ())
    if not n:
        return ""
    return ngettext("Because of appeals {n} work was done.", "Because of appeals {n} works were done.", n).format(
        n=number_text(n)
    )


def _compared(change: float | None, *, more: str, fewer: str, same: str) -> str:
    if change is None:
        return ""
    if not change:
        return same
    return (more if change > 0 else fewer).format(percent=decimal_text(abs(change)))


def _member(data: Data, name: str) -> Mapping[str, Any]:
    return data.get(name) or {}
