"""`mcu poll`: what residents were asked, how many took part, what they chose and what was decided."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli import bookkeeping
from mcu_cli.asking import ask
from mcu_cli.commands import ledger
from mcu_cli.commands.actions import action_of, refuse_others
from mcu_cli.commands.complete import Suggested, items_of
from mcu_cli.commands.options import DryRun, File, Json, Reason
from mcu_cli.context import Context
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.links import link_of
from mcu_cli.errors import RefusedError, UsageError
from mcu_cli.language import _
from mcu_cli.texts import TextSource

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mcu_cli.bookkeeping import Entered
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.steps import Act


class Action(StrEnum):
    """What is done with polls."""

    ADD = "add"
    RESULT = "result"
    WITHDRAW = "withdraw"
    LIST = "list"
    SHOW = "show"


def poll(
    ctx: typer.Context,
    action: Annotated[
        Action,
        typer.Argument(
            help=_("What to do; list them where nothing is said."),
            click_type=action_of(Action),
        ),
    ] = Action.LIST,
    named: Annotated[
        str,
        typer.Argument(
            help=_("With add the question, in quotes; else the poll: P-2026-0003, 2026-3, or 3 for this year."),
            metavar="QUESTION|ID",
            click_type=Suggested(items_of(Ledger.POLL)),
        ),
    ] = "",
    option: Annotated[
        list[str] | None,
        typer.Option("--option", help=_("What can be chosen; twice at least."), metavar="TEXT"),
    ] = None,
    first: Annotated[str, typer.Option("--from", help=_("First day; today if not said."), metavar="DAY")] = "",
    last: Annotated[str, typer.Option("--to", help=_("Last day."), metavar="DAY")] = "",
    platform: Annotated[
        str, typer.Option("--platform", help=_("Where it is held: a widget, a page, a messenger."), metavar="TEXT")
    ] = "",
    link: Annotated[
        str, typer.Option("--link", help=_("Address of the poll, or with result of the result."), metavar="URL")
    ] = "",
    participants: Annotated[
        int | None, typer.Option("--participants", min=0, help=_("With result: how many took part."))
    ] = None,
    vote: Annotated[
        list[str] | None,
        typer.Option(
            "--vote",
            help=_("With result: votes of an option, by its words or its number: 'Park=700', 1=700; may be repeated."),
            metavar="OPTION=N",
        ),
    ] = None,
    decision: Annotated[
        str, typer.Option("--decision", help=_("With result: what was decided by it."), metavar="TEXT")
    ] = "",
    reason: Reason = "",
    file: File = None,
    all_: ledger.Withdrawn = False,
    limit: ledger.Limit = None,
    ids: ledger.ItemIds = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Keep the polls held among residents, and their results.

    add enters one, result says who took part and what was chosen; told again, the last result counts.
    """
    mcu = Context.of(ctx)
    action = Action(action)
    if named and action is Action.LIST:
        raise UsageError(_("{text!r} is too much").format(text=named))
    if action is Action.ADD:
        refuse_others(ctx, action, "--option", "--from", "--to", "--platform", "--link", "--dry-run")
        days = (mcu.day(first) if first else mcu.today, mcu.day(last) if last else None)
        _add(mcu, named, option or (), days, {"platform": platform, "link": link}, dry_run=dry_run)
    elif action is Action.RESULT:
        refuse_others(ctx, action, "--participants", "--vote", "--decision", "--link", "--dry-run")
        _result(mcu, named, participants, vote, {"decision": decision, "link": link}, dry_run=dry_run)
    elif action is Action.WITHDRAW:
        refuse_others(ctx, action, "--reason", "--file", "--dry-run")
        source = TextSource(reason or None, file, is_reason=True)
        _say(mcu, ledger.withdrawn(mcu, Ledger.POLL, named, source, dry_run=dry_run), dry_run=dry_run)
    elif action is Action.LIST:
        refuse_others(ctx, action, "--all", "--limit", "--ids")
        _list(mcu, limit, everything=all_, ids=ids)
    else:
        refuse_others(ctx, action)
        _show(mcu, named)


def _add(  # what a poll is made of
    mcu: Context,
    question: str,
    options: Sequence[str],
    days: tuple[date, date | None],
    more: dict[str, str],
    *,
    dry_run: bool,
) -> None:
    from mcu_cli.domain.ledgers.polling import options_of

    if not question.strip() and not mcu.interactive:
        raise UsageError(_("say what is asked: mcu poll add 'QUESTION' --option TEXT --option TEXT"))
    begins, ends = days
    is_asked = not question.strip()
    if is_asked:
        question = ask(mcu, _("What is asked?"))
        if not question:
            raise RefusedError(_("no answer was given; nothing was changed"))
    if not options and mcu.interactive:
        options = _asked_options(mcu)
    chosen = options_of(options)
    if is_asked and ends is None:
        ends = ledger.asked(mcu, _("Its last day (empty: not set)?"), lambda line: mcu.day(line) if line else None)
    question = ledger.one_line(question)
    facts = {
        "question": question,
        "options": chosen,
        "begins": begins,
        "ends": ends,
        "platform": ledger.one_line(more["platform"]),
        "link": link_of(more["link"]),
    }
    entered = bookkeeping.enter(mcu, Ledger.POLL, facts, dry_run=dry_run)
    _say(mcu, entered, dry_run=dry_run)
    ledger.note_personal(mcu, question, *chosen, more["link"])


def _asked_options(mcu: Context) -> list[str]:
    """Return the options typed one by one."""
    options: list[str] = []
    while line := ask(mcu, _("Option {n} (empty: no more):").format(n=len(options) + 1)):
        options.append(line)
    return options


def _result(  # what a result says
    mcu: Context,
    named: str,
    participants: int | None,
    votes: list[str] | None,
    more: dict[str, str],
    *,
    dry_run: bool,
) -> None:
    from mcu_cli.domain.ledgers.polling import told
    from mcu_cli.store.ledger_items import get_item

    ledger.refuse_too_many("--participants", participants)
    entry = bookkeeping.found(mcu, Ledger.POLL, named)
    link = link_of(more["link"])
    if participants is None:
        if not mcu.interactive:
            raise UsageError(_("say how many took part with --participants N"))
        participants = ledger.asked(mcu, _("How many took part?"), ledger.number_of)
        if votes is None:
            votes = _asked_votes(mcu, get_item(mcu.store, entry).item)
    count = participants

    def decide(item: Item, act: Act) -> Item:
        return told(item, act, participants=count, votes=votes or (), decision=more["decision"].strip(), link=link)

    entered = bookkeeping.change(mcu, Ledger.POLL, entry.id, decide, dry_run=dry_run)
    _say(mcu, entered, dry_run=dry_run, votes=True)
    ledger.note_personal(mcu, more["decision"], link)


def _asked_votes(mcu: Context, item: Item) -> list[str]:
    """Return the votes typed for each option; none for those that were left empty."""
    votes = []
    for number, option in enumerate(item.facts["options"], start=1):
        typed = ledger.asked(
            mcu,
            _("Votes for «{option}» (empty: not known):").format(option=option),
            lambda line: ledger.number_of(line) if line else None,
        )
        if typed is not None:
            votes.append(f"{number}={typed}")
    return votes


def _list(mcu: Context, limit: int | None, *, everything: bool, ids: bool) -> None:
    import json

    from mcu_cli.render.polls import poll_json, print_polls

    entries = ledger.items(mcu, Ledger.POLL, everything=everything)
    ledger.print_items(
        mcu,
        entries[::-1],
        limit=limit,
        ids=ids,
        as_json=lambda entry: poll_json(json.loads(entry.data)),
        print_rows=lambda shown: print_polls(mcu.out, shown, mcu.today),
        nothing=_("no poll is on record; enter one with `mcu poll add`"),
    )


def _show(mcu: Context, named: str) -> None:
    from mcu_cli.render.polls import print_votes
    from mcu_cli.store.item_schema import plain_item

    ledger.show(mcu, Ledger.POLL, named, lambda item: print_votes(mcu.out, plain_item(item)))


def _say(mcu: Context, entered: Entered, *, dry_run: bool, votes: bool = False) -> None:
    from mcu_cli.render.polls import poll_json, poll_line, print_votes
    from mcu_cli.store.item_schema import plain_item

    plain = plain_item(entered.item)
    ledger.say_entered(mcu, entered, poll_json(plain), poll_line(plain, mcu.today), dry_run=dry_run)
    if votes and not mcu.out.json:
        print_votes(mcu.out, plain)
