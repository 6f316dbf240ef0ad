"""`mcu instruct`: what the head has instructed somebody to do, by when, and whether it was done."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli import bookkeeping
from mcu_cli.asking import ask
from mcu_cli.commands import ledger
from mcu_cli.commands.actions import action_of, refuse_others
from mcu_cli.commands.complete import Suggested, items_of, receptions
from mcu_cli.commands.options import DryRun, File, Json, Reason, Text
from mcu_cli.context import Context
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.texts import TextSource, text_for

if TYPE_CHECKING:
    from datetime import date

    from mcu_cli.bookkeeping import Entered
    from mcu_cli.domain.ledgers.item import Item


class Action(StrEnum):
    """What is done with instructions."""

    ADD = "add"
    DONE = "done"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    LIST = "list"
    SHOW = "show"


def instruct(
    ctx: typer.Context,
    action: Annotated[
        Action,
        typer.Argument(
            help=_("What to do; list the open ones where nothing is said."),
            click_type=action_of(Action),
        ),
    ] = Action.LIST,
    named: Annotated[
        str,
        typer.Argument(
            help=_("The instruction: I-2026-0007, 2026-7, or 7 for this year."),
            metavar="ID",
            click_type=Suggested(items_of(Ledger.INSTRUCTION)),
        ),
    ] = "",
    text: Text = None,
    file: File = None,
    to: ledger.Body = "",
    until: Annotated[str, typer.Option("--until", "-u", help=_("By which day it has to be done."), metavar="DAY")] = "",
    number: Annotated[
        str, typer.Option("--number", help=_("Number under which the administration knows it."), metavar="TEXT")
    ] = "",
    official: Annotated[
        str,
        typer.Option("--official", help=_("Who gave it; else the last step of the ladder of departments.yaml.")),
    ] = "",
    day: Annotated[
        str,
        typer.Option(
            "--day", help=_("When it was given, or with done: when it was done; today if not said."), metavar="DAY"
        ),
    ] = "",
    appeal: ledger.Appeals = None,
    reception: Annotated[
        str,
        typer.Option(
            "--reception",
            help=_("The reception at which it was given."),
            metavar="ID",
            click_type=Suggested(receptions),
        ),
    ] = "",
    reason: Reason = "",
    overdue: Annotated[
        bool, typer.Option("--overdue", help=_("With list: those alone whose last day is over."))
    ] = False,
    all_: Annotated[
        bool, typer.Option("--all", "-a", help=_("With list: those done and those withdrawn too."))
    ] = False,
    limit: ledger.Limit = None,
    ids: ledger.ItemIds = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Keep the instructions of the head: given, done, extended.

    add enters one, done says that it was carried out, extend moves its last day; list shows those that are open.
    """
    mcu = Context.of(ctx)
    action = Action(action)
    if named and action in {Action.ADD, Action.LIST}:
        raise UsageError(_("{text!r} is too much").format(text=named))
    if action is Action.ADD:
        refuse_others(
            ctx,
            action,
            *("--text", "--file", "--to", "--until", "--number", "--official", "--day", "--appeal", "--reception"),
            "--dry-run",
        )
        facts = {
            "number": ledger.one_line(number),
            "given": mcu.day(day) if day else mcu.today,
            "official": _official(mcu, official),
            "appeals": ledger.ids_of_appeals(mcu, appeal),
            "reception": ledger.id_of_item(mcu, Ledger.RECEPTION, reception),
        }
        _add(mcu, facts, TextSource(text, file), to, until, dry_run=dry_run)
    elif action is Action.DONE:
        refuse_others(ctx, action, "--day", "--text", "--file", "--dry-run")
        _done(mcu, named, mcu.day(day) if day else mcu.today, TextSource(text, file), dry_run=dry_run)
    elif action is Action.EXTEND:
        refuse_others(ctx, action, "--until", "--reason", "--file", "--dry-run")
        _extend(mcu, named, until, TextSource(reason or None, file, is_reason=True), dry_run=dry_run)
    elif action is Action.WITHDRAW:
        refuse_others(ctx, action, "--reason", "--file", "--dry-run")
        _withdraw(mcu, named, TextSource(reason or None, file, is_reason=True), dry_run=dry_run)
    elif action is Action.LIST:
        refuse_others(ctx, action, "--to", "--appeal", "--overdue", "--all", "--limit", "--ids")
        _list(mcu, to, appeal, limit, overdue=overdue, everything=all_, ids=ids)
    else:
        refuse_others(ctx, action)
        ledger.show(mcu, Ledger.INSTRUCTION, named)


def _official(mcu: Context, typed: str) -> str:
    """Return who gave an instruction: as typed, else the post at the head of the ladder."""
    ladder = mcu.store.registry.ladder
    if not typed and (not ladder or ladder[-1].department):  # the step of whoever does it is not the head's
        raise UsageError(_("say who gave it with --official; the ladder of departments.yaml names nobody"))
    return ledger.one_line(typed) or ladder[-1].title


def _add(mcu: Context, facts: dict[str, object], source: TextSource, to: str, until: str, *, dry_run: bool) -> None:
    if not to and not mcu.interactive:
        raise UsageError(_("say who has to do it with --to NAME"))
    executor = ledger.department_of(mcu, to, _("Which department has to do it?"))
    is_asked = mcu.interactive and source == TextSource(None, None)
    due = mcu.day(until) if until else None
    if is_asked:
        facts["number"] = facts["number"] or ledger.one_line(ask(mcu, _("Its number (empty: not given):")))
        due = due or ledger.asked(mcu, _("By which day (empty: no term)?"), lambda line: _day_or_none(mcu, line))
    with text_for(mcu, source, name="instruct-add", about=_("What has to be done?")) as words:
        entered = bookkeeping.enter(
            mcu,
            Ledger.INSTRUCTION,
            {**facts, "text": words, "executor": executor.id, "due": due},
            also=ledger.still_on_record(mcu),
            dry_run=dry_run,
        )
    _say(mcu, entered, dry_run=dry_run)
    _note_same_number(mcu, entered.item)
    if due is not None and not mcu.store.calendar.is_working_day(due):
        from mcu_cli.wording import day_text

        mcu.out.note(_("{day} is a day off: the term ends with that day").format(day=day_text(due)))


def _note_same_number(mcu: Context, item: Item) -> None:
    """Say so where another instruction of the year has the same number: it may be entered twice."""
    import json

    number = item.facts.get("number")
    same = [
        entry.id
        for entry in ledger.items(mcu, Ledger.INSTRUCTION)
        if number and entry.id != item.id and entry.day[:4] == str(item.day.year)
        if json.loads(entry.data).get("number") == number
    ]
    if same:
        mcu.out.note(
            _("{id} has the number {number} too; if it is the same, take this one back with `mcu undo`").format(
                id=same[-1], number=number
            )
        )


def _day_or_none(mcu: Context, line: str) -> date | None:
    return mcu.day(line) if line else None


def _done(mcu: Context, named: str, day: date, source: TextSource, *, dry_run: bool) -> None:
    from mcu_cli.domain.ledgers.steps import step
    from mcu_cli.domain.ledgers.vocabulary import ItemEvent

    item_id = bookkeeping.found(mcu, Ledger.INSTRUCTION, named).id

    def carried_out(words: str) -> Entered:
        return bookkeeping.change(
            mcu,
            Ledger.INSTRUCTION,
            item_id,
            lambda item, act: step(item, ItemEvent.DONE, act, day=day, text=words),
            dry_run=dry_run,
        )

    if source == TextSource(None, None):
        entered = carried_out(ask(mcu, _("What was done (empty: not said)?")) if mcu.interactive else "")
    else:
        with text_for(mcu, source, name=f"instruct-done-{item_id}", about=_("What was done?")) as words:
            entered = carried_out(words)
    _say(mcu, entered, dry_run=dry_run)


def _extend(mcu: Context, named: str, until: str, source: TextSource, *, dry_run: bool) -> None:
    from mcu_cli.domain.ledgers.instructing import extend

    item_id = bookkeeping.found(mcu, Ledger.INSTRUCTION, named).id
    if not until:
        raise UsageError(_("say to which day with --until DAY"))
    day = mcu.day(until)
    with text_for(mcu, source, name=f"instruct-extend-{item_id}", about=_("Why is the term extended?")) as words:
        entered = bookkeeping.change(
            mcu, Ledger.INSTRUCTION, item_id, lambda item, act: extend(item, act, day, words), dry_run=dry_run
        )
    _say(mcu, entered, dry_run=dry_run)


def _withdraw(mcu: Context, named: str, source: TextSource, *, dry_run: bool) -> None:
    _say(mcu, ledger.withdrawn(mcu, Ledger.INSTRUCTION, named, source, dry_run=dry_run), dry_run=dry_run)


def _list(  # which, and how
    mcu: Context, to: str, appeal: list[str] | None, limit: int | None, *, overdue: bool, everything: bool, ids: bool
) -> None:
    import json

    from mcu_cli.domain.ledgers.vocabulary import ItemStatus
    from mcu_cli.render.instructions import instruction_json, print_instructions

    if overdue and everything:
        raise UsageError(_("what is done is not overdue any more; choose one of --overdue and --all"))
    today = mcu.today
    entries = ledger.items(
        mcu,
        Ledger.INSTRUCTION,
        appeals=ledger.ids_of_appeals(mcu, appeal),
        department=ledger.department_of(mcu, to).id if to else "",
        everything=everything,
    )
    is_open = {entry.id: entry.status == ItemStatus.OPEN for entry in entries}
    if not everything:
        entries = [entry for entry in entries if is_open[entry.id]]
    if overdue:
        entries = [entry for entry in entries if entry.due and entry.due < today.isoformat()]
    # Open ones first, by the day on which they are due; those without a term behind them.
    entries.sort(key=lambda entry: (not is_open[entry.id], entry.due or "~" if is_open[entry.id] else ""))
    registry = mcu.store.registry
    ledger.print_items(
        mcu,
        entries,
        limit=limit,
        ids=ids,
        as_json=lambda entry: instruction_json(json.loads(entry.data), today),
        print_rows=lambda shown: print_instructions(mcu.out, shown, registry, today, statuses=everything),
        nothing=_("no instruction is open") if not (everything or overdue) else _("there is none"),
    )


def _say(mcu: Context, entered: Entered, *, dry_run: bool) -> None:
    from mcu_cli.render.instructions import instruction_json, instruction_line
    from mcu_cli.store.item_schema import plain_item

    plain = plain_item(entered.item)
    line = instruction_line(plain, mcu.store.registry, mcu.today)
    ledger.say_entered(mcu, entered, instruction_json(plain, mcu.today), line, dry_run=dry_run)
