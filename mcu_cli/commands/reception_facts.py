"""The facts of a reception as a command gets them: by options, or by questions on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.asking import ask, choose
from mcu_cli.commands.ledger import asked, one_line
from mcu_cli.domain.ledgers.vocabulary import Rank, ReceptionForm
from mcu_cli.domain.words import fold
from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from datetime import date

    from mcu_cli.context import Context

_EARLIEST = 2000
_MOST = 99_999  # citizens of one reception: beyond lies a slip of the keyboard
_FORMS = (ReceptionForm.SCHEDULED, ReceptionForm.FIELD, ReceptionForm.THEMATIC, ReceptionForm.NATIONWIDE)


class Facts(NamedTuple):
    """What the options say of a reception, as typed."""

    official: str
    rank: Rank | None
    day: str
    form: ReceptionForm | None
    place: str
    subject: str
    citizens: int | None
    no_shows: int | None


def gathered(mcu: Context, facts: Facts, *, is_asked: bool) -> dict[str, Any]:
    """Return the facts of a reception: as typed, asked for, or as they are where nothing is said."""
    ladder = mcu.store.registry.ladder
    usual = ladder[-1].title if ladder else ""

    def answered(given: str, question: str) -> str:
        return one_line(given or (ask(mcu, question) if is_asked else ""))

    def counted(given: int | None, question: str) -> int | None:
        if given is None and is_asked:
            given = asked(mcu, question, _number)
        if given is not None and given > _MOST:
            raise UsageError(_("{n} citizens are more than one reception can hold").format(n=number_text(given)))
        return given

    official = answered(
        facts.official, _("Who received (empty: {title})?").format(title=usual) if usual else _("Who received?")
    )
    if not official and (not usual or facts.rank not in {None, Rank.HEAD}):
        raise UsageError(_("say who received with --official"))
    rank = facts.rank or _rank(mcu, official, usual)
    day = (
        asked(mcu, _("On which day (empty: today)?"), lambda line: _day(mcu, line))
        if is_asked and not facts.day
        else _day(mcu, facts.day)
    )
    form = facts.form
    if form is None:
        if not mcu.interactive:
            raise UsageError(_("say how citizens were received with --form {choices}").format(choices="|".join(_FORMS)))
        form = choose(mcu, _("How were citizens received?"), _FORMS)
    return {
        "day": day,
        "form": form,
        "official": official or usual,
        "rank": rank,
        "place": answered(facts.place, _("Where (empty: not given)?")),
        "subject": one_line(facts.subject)
        if form is not ReceptionForm.THEMATIC
        else answered(facts.subject, _("On which subject (empty: not given)?")),
        "citizens": counted(facts.citizens, _("How many citizens were received without a card here (empty: none)?")),
        "no_shows": counted(facts.no_shows, _("How many had an appointment and did not come (empty: none)?")),
    }


def _rank(mcu: Context, official: str, usual: str) -> Rank:
    """Return the rank of who received: the head where that is who stands at the top of the ladder, else as chosen."""
    if not official or (usual and fold(official).startswith(fold(usual))):
        return Rank.HEAD
    if not mcu.interactive:
        raise UsageError(_("say with --rank {choices} who that is").format(choices="|".join(Rank)))
    return choose(mcu, _("Who is that?"), tuple(Rank))


def _day(mcu: Context, typed: str) -> date:
    day = mcu.day(typed) if typed else mcu.today
    if day.year < _EARLIEST:
        raise UsageError(_("{text} is before {year}; that cannot be").format(text=typed, year=_EARLIEST))
    return day


def _number(line: str) -> int | None:
    if not line:
        return None
    if not (line.isascii() and line.isdecimal()) or len(line) > len(str(_MOST)):
        raise UsageError(_("{text!r} is not a number of citizens").format(text=line))
    return int(line)
