"""`mcu reception`: personal receptions, whom they received, what was asked, and what became of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from mcu_cli.commands import ledger
from mcu_cli.commands.actions import action_of, refuse_others
from mcu_cli.commands.complete import Suggested, categories, departments, receptions
from mcu_cli.commands.options import DryRun, Json, Reason
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.domain.ledgers.vocabulary import Rank, ReceptionForm
from mcu_cli.domain.vocabulary import Outcome
from mcu_cli.errors import UsageError
from mcu_cli.language import _


class Action(StrEnum):
    """What is done with receptions."""

    ADD = "add"
    RECEIVE = "receive"
    APPEAL = "appeal"
    WITHDRAW = "withdraw"
    LIST = "list"
    SHOW = "show"


_OF_RECEPTION = ("--official", "--rank", "--day", "--form", "--place", "--subject", "--citizens", "--no-shows")
_OF_APPEAL = ("--category", "--to", "--district", "--settlement", "--street", "--house", "--flat")
_OF_CARD = (
    *("--name", "--phone", "--email", "--address", "--question", "--answer", "--consent", "--outcome", "--register"),
    *_OF_APPEAL,
)
_TAKES: dict[Action, tuple[str, ...]] = {
    Action.ADD: (*_OF_RECEPTION, *_OF_CARD, "--dry-run"),
    Action.RECEIVE: (*_OF_CARD, "--dry-run"),
    Action.APPEAL: (*_OF_APPEAL, "--dry-run"),
    Action.WITHDRAW: ("--reason", "--dry-run"),
    Action.LIST: ("--from", "--to", "--form", "--all", "--limit", "--ids"),
    Action.SHOW: (),
}


def reception(
    ctx: typer.Context,
    action: Annotated[
        Action,
        typer.Argument(
            help=_("What to do; list those there are where nothing is said."),
            click_type=action_of(Action),
        ),
    ] = Action.LIST,
    named: Annotated[
        str,
        typer.Argument(
            help=_("The reception: R-2026-0007, 2026-7, or 7 for this year."),
            metavar="ID",
            click_type=Suggested(receptions),
        ),
    ] = "",
    number: Annotated[
        int | None,
        typer.Argument(help=_("With appeal: the number of the question, as show tells it."), metavar="N", min=1),
    ] = None,
    official: Annotated[
        str,
        typer.Option("--official", help=_("Who received; else the last step of the ladder of departments.yaml.")),
    ] = "",
    rank: Annotated[
        Rank | None,
        typer.Option("--rank", click_type=OneOf(Rank), help=_("Whether that is the head or a deputy.")),
    ] = None,
    day: Annotated[
        str, typer.Option("--day", help=_("When citizens were received; today if not said."), metavar="DAY")
    ] = "",
    form: Annotated[
        ReceptionForm | None,
        typer.Option(
            "--form", click_type=OneOf(ReceptionForm), help=_("How they were received. With list: those alone.")
        ),
    ] = None,
    place: Annotated[str, typer.Option("--place", help=_("Where."))] = "",
    subject: Annotated[str, typer.Option("--subject", help=_("Subject of a thematic reception."))] = "",
    citizens: Annotated[
        int | None,
        typer.Option("--citizens", min=0, help=_("How many were received whose cards are not kept here.")),
    ] = None,
    no_shows: Annotated[
        int | None, typer.Option("--no-shows", min=0, help=_("How many had an appointment and did not come."))
    ] = None,
    name: Annotated[str, typer.Option("--name", help=_("Name of the citizen."))] = "",
    phone: Annotated[str, typer.Option("--phone", help=_("Telephone of the citizen."))] = "",
    email: Annotated[str, typer.Option("--email", help=_("E-mail of the citizen."))] = "",
    address: Annotated[str, typer.Option("--address", help=_("Postal address for the answer."))] = "",
    question: Annotated[
        list[str] | None,
        typer.Option(
            "--question",
            "-q",
            help=_("What the citizen asks; repeat it for each; - reads standard input."),
            metavar="TEXT",
        ),
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            help=_("What was answered on the spot: one for each question, in their order, empty for none."),
            metavar="TEXT",
        ),
    ] = None,
    consent: Annotated[
        bool,
        typer.Option("--consent", help=_("The citizen was content with what was answered: no written answer is due.")),
    ] = False,
    outcome: Annotated[
        Outcome | None,
        typer.Option(
            "--outcome", "-o", click_type=OneOf(Outcome), help=_("What came of what was answered on the spot.")
        ),
    ] = None,
    register: Annotated[
        bool, typer.Option("--register", help=_("Register what was not settled on the spot as appeals, at once."))
    ] = False,
    category: Annotated[
        list[str] | None,
        typer.Option(
            "--category",
            "-c",
            help=_("What it is about: one for all questions, or one for each in their order."),
            metavar="ID",
            click_type=Suggested(categories),
        ),
    ] = None,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            "-d",
            help=_("Assign the appeal to this department at once. With list: the last day."),
            metavar="NAME",
            click_type=Suggested(departments),
        ),
    ] = "",
    district: Annotated[str, typer.Option("--district", help=_("District it is about."))] = "",
    settlement: Annotated[str, typer.Option("--settlement", help=_("Town or village it is about."))] = "",
    street: Annotated[str, typer.Option("--street", help=_("Street it is about."))] = "",
    house: Annotated[str, typer.Option("--house", help=_("House it is about."))] = "",
    flat: Annotated[str, typer.Option("--flat", help=_("Flat it is about."))] = "",
    reason: Reason = "",
    from_: Annotated[str, typer.Option("--from", help=_("With list: the first day."), metavar="DAY")] = "",
    all_: ledger.Withdrawn = False,
    limit: ledger.Limit = None,
    ids: ledger.ItemIds = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Keep the personal receptions: who was received, what was asked, what became of it.

    add enters one, receive a citizen with the questions asked; appeal makes an appeal of one; list counts, show names.
    """
    from mcu_cli.commands import reception_appeals, reception_entering, reception_looking
    from mcu_cli.commands.reception_cards import Card, Wanted
    from mcu_cli.commands.reception_facts import Facts
    from mcu_cli.domain.appeal import Place

    mcu = Context.of(ctx)
    action = Action(action)
    refuse_others(ctx, action, *_TAKES[action])
    if named and action in {Action.ADD, Action.LIST}:
        raise UsageError(_("{text!r} is too much").format(text=named))
    if number is not None and action is not Action.APPEAL:
        raise UsageError(_("{text!r} is too much").format(text=str(number)))
    wanted = Wanted(
        tuple(category or ()),
        to,
        Place(
            district=ledger.one_line(district),
            settlement=ledger.one_line(settlement),
            street=ledger.one_line(street),
            house=ledger.one_line(house),
            flat=ledger.one_line(flat),
        ),
    )
    card = Card(
        citizen={"name": name, "phone": phone, "email": email, "address": address},
        questions=tuple(question or ()),
        answers=tuple(answer or ()),
        consent=consent,
        outcome=outcome,
        register=register,
        wanted=wanted,
    )
    match action:
        case Action.ADD:
            facts = Facts(official, rank, day, form, place, subject, citizens, no_shows)
            reception_entering.add(mcu, facts, card, dry_run=dry_run)
        case Action.RECEIVE:
            reception_entering.receive(mcu, named, card, dry_run=dry_run)
        case Action.APPEAL:
            reception_appeals.register(mcu, named, number, wanted, dry_run=dry_run)
        case Action.WITHDRAW:
            reception_entering.withdraw(mcu, named, reason, dry_run=dry_run)
        case Action.LIST:
            chosen = reception_looking.Chosen(from_, to, form, limit, everything=all_, ids=ids)
            reception_looking.list_receptions(mcu, chosen)
        case Action.SHOW:
            reception_looking.show(mcu, named)
