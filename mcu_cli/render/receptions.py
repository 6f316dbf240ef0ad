"""Personal receptions for a reader: lists of numbers without names, the card file with all it holds, and as JSON."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.ledgers.receptions import questions_in
from mcu_cli.domain.ledgers.vocabulary import ItemStatus, Rank, ReceptionForm
from mcu_cli.domain.names import title
from mcu_cli.language import _, ngettext
from mcu_cli.render.clean import clean_line
from mcu_cli.render.entries import outcome_line
from mcu_cli.render.items import ItemPage
from mcu_cli.render.tables import print_table
from mcu_cli.wording import day_text, moment_text, number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.ledgers.receptions import Question
    from mcu_cli.domain.registry import Registry
    from mcu_cli.render.out import Out

_INDENT = "     "
_WIDE = 120  # columns of a terminal that all there is to say of receptions fits into


class Row(NamedTuple):
    """A reception in a list: numbers, and no names of citizens. `unsettled` are the questions that nobody settled."""

    id: str
    day: date
    form: ReceptionForm
    official: str
    rank: Rank
    place: str
    subject: str
    status: ItemStatus
    citizens: int
    no_shows: int
    questions: int
    oral: int
    appeals: int
    unsettled: int


class Settlement(NamedTuple):
    """What became of one question: the appeal that it is now, or None; `due` says by when it has to be one."""

    question: Question
    appeal: Appeal | None
    due: datetime | None


def row_of(plain: Mapping[str, Any], registered: Container[str]) -> Row:
    """Return a reception, given as the plain values of its file, as a list shows it.

    `registered` are the keys of the questions that are appeals.
    """
    questions = questions_in(plain)
    appeals = sum(question.key in registered for question in questions)
    oral = sum(question.is_settled_orally and question.key not in registered for question in questions)
    return Row(
        id=plain["id"],
        day=date.fromisoformat(plain["day"]),
        form=ReceptionForm(plain["form"]),
        official=plain["official"],
        rank=Rank(plain["rank"]),
        place=plain.get("place", ""),
        subject=plain.get("subject", ""),
        status=ItemStatus(plain["state"]["status"]),
        citizens=plain["state"]["citizens"],
        no_shows=plain.get("no_shows", 0),
        questions=len(questions),
        oral=oral,
        appeals=appeals,
        unsettled=len(questions) - appeals - oral,
    )


def row_json(row: Row) -> dict[str, Any]:
    """Return a reception as an object of a list: unset texts are null, days ISO 8601."""
    texts = {"place": row.place or None, "subject": row.subject or None}
    return {**row._asdict(), "day": row.day.isoformat(), **texts}


def settlement_json(settlement: Settlement) -> dict[str, Any]:
    """Return what became of a question: `settled` is `orally`, `appeal`, or null where nothing was done yet."""
    question, appeal, due = settlement
    settled = "appeal" if appeal is not None else "orally" if question.is_settled_orally else None
    return {
        "number": question.number,
        "key": question.key,
        "settled": settled,
        "appeal": appeal.id if appeal is not None else None,
        "due": due.isoformat() if due is not None and settled is None else None,
    }


def print_receptions(out: Out, rows: Sequence[Row]) -> None:
    """Print a table of receptions; the form of one that was withdrawn says so."""
    texts: list[tuple[str, Callable[[Row], str]]] = [
        (_("id"), lambda row: row.id),
        (_("day"), lambda row: day_text(row.day)),
        (_("form"), lambda row: title(row.status if row.status is ItemStatus.WITHDRAWN else row.form)),
        (_("official"), lambda row: clean_line(row.official)),
    ]
    numbers: list[tuple[str, Callable[[Row], str]]] = [
        (_("citizens"), lambda row: number_text(row.citizens)),
        (_("questions"), lambda row: number_text(row.questions)),
        (_("unsettled"), lambda row: number_text(row.unsettled)),
        (_("on the spot"), lambda row: number_text(row.oral)),
        (_("appeals"), lambda row: number_text(row.appeals)),
    ]
    if out.terminal and out.width < _WIDE:  # what presses stays: how many questions nobody has settled
        texts, numbers = texts[:-1], numbers[:-2]
    columns = [*texts, *numbers]
    cells = [[cell(row) for _heading, cell in columns] for row in rows]
    print_table(out, [heading for heading, _cell in columns], cells, numbers_from=len(texts))


def totals_text(rows: Iterable[Row]) -> str:
    """Return how many receptions were held and how many citizens they received, without those withdrawn."""
    held = [row for row in rows if row.status is not ItemStatus.WITHDRAWN]
    citizens = sum(row.citizens for row in held)
    parts = [
        ngettext("{n} reception", "{n} receptions", len(held)).format(n=number_text(len(held))),
        ngettext("{n} citizen received", "{n} citizens received", citizens).format(n=number_text(citizens)),
    ]
    return ", ".join(parts)


def reception_line(item: Item) -> str:
    """Return what stands in the record of a reception, in a line: id, day, form, how many citizens and questions."""
    citizens, questions = item.state["citizens"], item.state["questions"]
    parts = [
        day_text(item.day),
        title(item.facts["form"]),
        ngettext("{n} citizen received", "{n} citizens received", citizens).format(n=number_text(citizens)),
        ngettext("{n} question", "{n} questions", questions).format(n=number_text(questions)),
    ]
    if item.status is ItemStatus.WITHDRAWN:
        parts.append(title(item.status))
    return clean_line(f"{item.id}: {', '.join(parts)}")


def settlement_text(settlement: Settlement, reception: str, registry: Registry, now: datetime) -> str:
    """Return what became of a question, or plainly that nothing has, and the command that mends it."""
    question, appeal, due = settlement
    if appeal is not None:
        return _("registered as an appeal, {told}").format(told=outcome_line(registry, appeal))
    if question.is_settled_orally:
        return _("answered on the spot, the citizen was content")
    parts = [
        _("answered on the spot without consent, a written answer is due")
        if question.asked.get("answer")
        else _("neither answered nor registered"),
        _("`mcu reception appeal {id} {number}` registers it as an appeal").format(
            id=reception, number=question.number
        ),
    ]
    if due is not None:
        moment = moment_text(due.astimezone(registry.municipality.timezone))
        parts.append((_("it was to be by {moment}") if due < now else _("to be by {moment}")).format(moment=moment))
    return "; ".join(parts)


class ReceptionPage(ItemPage):
    """Prints the whole card file of a reception: who received whom, what was asked, what became of each question."""

    def show_cards(self, item: Item, settlements: Sequence[Settlement], instructions: Sequence[str] = ()) -> None:
        """Print facts, cards and history; `instructions` are the ids of those that were given there."""
        self.heading(item)
        self._out.say()
        for label, value in self.facts(item):
            self._field(label, value)
        self._field(_("citizens received"), number_text(item.state["citizens"]))
        if instructions:
            self._field(_("instructions"), ", ".join(instructions))
        cards = groupby(settlements, key=lambda one: one.question.key.rpartition("/")[0])
        for number, (_card, questions) in enumerate(cards, start=1):
            self._out.say()
            self._print_card(item, number, list(questions))
        self._out.say()
        self.history(item)

    def _print_card(self, item: Item, number: int, settlements: Sequence[Settlement]) -> None:
        card = settlements[0].question.card
        told = [card[name] for name in ("name", "phone", "email", "address") if name in card]
        self._wrapped(
            _("Citizen {number}: {told}").format(
                number=number, told=", ".join(map(clean_line, told)) or _("name not given")
            ),
            "  ",
        )
        for settlement in settlements:
            self._print_question(item, settlement)

    def _print_question(self, item: Item, settlement: Settlement) -> None:
        question = settlement.question
        self._paragraphs(question.asked["text"], _INDENT, mark=f"{question.number:>3}.")
        for label, value in self._noted(question.asked):
            self._wrapped(f"{_INDENT}{label}: {clean_line(value)}", f"{_INDENT}  ")
        if question.asked.get("answer"):
            self._paragraphs(_("Answer: {text}").format(text=question.asked["answer"]), _INDENT)
        if item.status is not ItemStatus.WITHDRAWN or settlement.appeal is not None:
            self._wrapped(
                f"{_INDENT}→ " + settlement_text(settlement, item.id, self._registry, self._now), f"{_INDENT}  "
            )

    def _noted(self, asked: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if "category" in asked:
            yield _("category"), self._registry.category_title(asked["category"])
        if "outcome" in asked:
            yield _("outcome"), title(asked["outcome"])
