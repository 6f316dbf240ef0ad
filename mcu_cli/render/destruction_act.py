"""The act of destruction of personal data, with the extract of the event log, as Markdown.

Its particulars are those of order 179 of Роскомнадзор of 28.10.2022, from 01.03.2023 to 01.03.2029 (B: read in several
digests): operator and address, whose data, who destroyed them, with post and signature, which kinds, which information
system, the way, the reason, the day; of the extract whose, which, system, reason, day. Whose they were an act tells by
the ids of records: a name would be what was to be destroyed. What is not known is a line to be filled in by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.language import _, marked, ngettext
from mcu_cli.render.clean import clean_line
from mcu_cli.wording import day_text, moment_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from mcu_cli.domain.retention import RetentionRule

_BY_HAND = "\\_" * 24


class Destroyed(NamedTuple):
    """One line of the extract: the record, the names of its values, the id of the event, when its case was settled."""

    id: str
    names: tuple[str, ...]
    event: str
    settled: date
    until: date


class Act(NamedTuple):
    """What an act says beside its lines: its number, who made it, when, for whom."""

    number: str
    operator: str
    by: str
    at: datetime
    rule: RetentionRule


def act_text(act: Act, destroyed: Sequence[Destroyed]) -> str:
    """Return the act and the extract as one document in the language spoken."""
    return "\n".join([*_act(act, destroyed), "", *_extract(act, destroyed)]) + "\n"


def _act(act: Act, destroyed: Sequence[Destroyed]) -> Iterator[str]:
    rule = act.rule
    n = len(destroyed)
    yield _("# Act of destruction of personal data No. {number}").format(number=act.number)
    yield ""
    people = ngettext(
        "the authors of {n} record, and whom they name; the extract below tells its number",
        "the authors of {n} records, and whom they name; the extract below tells their numbers",
        n,
    ).format(n=number_text(n))
    years = ngettext("{n} year", "{n} years", rule.years).format(n=rule.years)
    rows = (
        (_("Operator"), act.operator),
        (_("Address of the operator"), rule.address),
        (_("Processing by order of the operator"), ""),
        (_("Whose data were destroyed"), people),
        (_("What was destroyed"), "; ".join(_kinds(name for one in destroyed for name in one.names))),
        (_("Information system"), rule.system or _("store of citizens' appeals (mcu)")),
        (_("Way"), _("values removed from the record, texts replaced by the mark [скрыто] (depersonalisation)")),
        (
            _("Reason"),
            _("the term of keeping has passed: {years} ({source})").format(years=years, source=rule.source or "-"),
        ),
        (_("Day of destruction"), day_text(act.at.date())),
        (_("Destroyed by, name and post"), "; ".join(part for part in (rule.official, act.by) if part)),
        (_("Signature"), ""),
    )
    headings = (_("particular"), _("value"))
    yield f"| {' | '.join(headings)} |"
    yield "| --- | --- |"
    for title, value in rows:
        yield f"| {title} | {_cell(value) or _BY_HAND} |"
    yield ""
    yield _(
        "Earlier versions in the history of the repository, its clones and backups are not destroyed by this: "
        "an administrator removes them and notes it here."
    )
    yield ""
    yield _("History, clones and backups cleared on {line} by {line}").format(line=_BY_HAND)


def _extract(act: Act, destroyed: Sequence[Destroyed]) -> Iterator[str]:
    yield _("## Extract of the event log")
    yield ""
    yield _(
        "Information system: {system}. Reason: the term has passed. The events stand in the records; `mcu log` tells "
        "each with its commit."
    ).format(system=_cell(act.rule.system or _("store of citizens' appeals (mcu)")))
    yield ""
    headings = (
        _("number"), _("record"), _("event"), _("moment"), _("operator"), _("what was destroyed"),
        _("settled"), _("kept until"),
    )  # fmt: skip
    yield f"| {' | '.join(headings)} |"
    yield f"|{' --- |' * len(headings)}"
    for number, one in enumerate(destroyed, start=1):
        cells = (
            str(number), one.id, one.event, moment_text(act.at), _cell(act.by), "; ".join(_kinds(one.names)),
            day_text(one.settled), day_text(one.until),
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def _kinds(names: Iterable[str]) -> list[str]:
    """Return the kinds of data that values of these names are, each once."""
    return list(dict.fromkeys(map(_kind, names)))


def _kind(name: str) -> str:
    """Return the kind of data that the value of this name is; of a name in an event its last word tells."""
    if name in _DIGESTS:
        return _(_DIGESTS[name])
    first, last = name.partition(".")[0], name.rpartition(".")[2]
    kinds = _KINDS_OF_FACTS if first in _KINDS_OF_FACTS else _KINDS_IN_EVENTS
    return _(kinds.get(first if kinds is _KINDS_OF_FACTS else last, _TEXTS))


# A number that the source gave stays; only a key made of what the appeal says goes with it.
_DIGESTS = {"source.key": marked("digest of text and place")}
_TEXTS = marked("texts of answers, notes and reasons")
_CARD = marked("the citizen's card: name, telephone, addresses")
_KINDS_OF_FACTS = {
    "author": marked("the author: name, page, telephone, addresses"),
    "place": marked("house and flat"),
    "source": marked("address of the post"),
    "text": marked("text of the appeal"),
    "original": marked("text of the appeal"),
    "against": marked("whom the appeal complains about"),
}
_KINDS_IN_EVENTS = dict.fromkeys(("name", "phone", "email", "address"), _CARD)


def _cell(text: str) -> str:
    """Return a text as it stands in a cell of a table, where nothing in it acts."""
    line = clean_line(text)
    return "".join(f"\\{letter}" if letter in "|\\`*_<>[]#" else letter for letter in line)
