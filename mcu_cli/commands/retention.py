"""`mcu retention`: what is past the term for personal data, what is on hold, and depersonalising it."""

from __future__ import annotations

from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mcu_cli.commands.actions import action_of, refuse_others
from mcu_cli.commands.complete import Suggested, appeals_or_queries
from mcu_cli.commands.options import DryRun, Json, Reason
from mcu_cli.context import Context
from mcu_cli.errors import NotFoundError, RefusedError, UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.retention import Past
    from mcu_cli.domain.steps import Act
    from mcu_cli.redacting import Redacted
    from mcu_cli.render.destruction_act import Destroyed

_LINES_OF_AN_ACT = 10_000


class Action(StrEnum):
    """What is done about what is kept."""

    LIST = "list"
    APPLY = "apply"
    HOLD = "hold"
    RELEASE = "release"


def retention(  # one parameter per option
    ctx: typer.Context,
    action: Annotated[
        Action,
        typer.Argument(
            help=_("What to do; list what is past its term where nothing is said."), click_type=action_of(Action)
        ),
    ] = Action.LIST,
    which: Annotated[
        list[str] | None,
        typer.Argument(
            help=_("Appeals by their ids, or a query that narrows what is listed; with hold and release, which ones."),
            metavar="ID...",
            click_type=Suggested(appeals_or_queries),
        ),
    ] = None,
    reason: Reason = "",
    ids: Annotated[bool, typer.Option("--ids", help=_("Print ids alone, one a line."))] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not show and ask before."))] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Tell what is past the term for keeping personal data, and depersonalise it.

    Category, place without house, dates and outcome stay; texts, answers and authors go, and an act of destruction is
    written. What is open is never past its term; hold keeps an appeal beyond it.
    """
    mcu = Context.of(ctx)
    if action is Action.LIST:
        refuse_others(ctx, action, "--ids")
        _list(mcu, which or (), ids=ids)
    elif action is Action.APPLY:
        refuse_others(ctx, action, "--yes", "--dry-run", "--reason")
        _apply(mcu, which or (), reason=reason, yes=yes, dry_run=dry_run)
    else:
        refuse_others(ctx, action, "--yes", "--dry-run", "--reason")
        _mark(mcu, action, which or (), reason=reason, yes=yes, dry_run=dry_run)


def _past(mcu: Context, words: Sequence[str]) -> Sequence[Past]:
    """Return what is past its term, narrowed to what the words mean, by id; those on hold among it."""
    from mcu_cli.domain.retention import among
    from mcu_cli.store.retention import past
    from mcu_cli.store.spool import LongList

    found = past(mcu.store, mcu.store.registry.retention, mcu.today)
    if not words:
        return LongList(found)
    from mcu_cli.commands.named import ids_of, named

    return LongList(among(found, sorted(ids_of(named(mcu, words, most=None)))))


def _list(mcu: Context, words: Sequence[str], *, ids: bool) -> None:
    from mcu_cli.render.retention import past_json, print_past

    found = _past(mcu, words)
    if ids and not mcu.out.json:
        for one in found:
            if not one.held_by:
                mcu.out.say(one.id)
        return
    rule = mcu.store.registry.retention
    mcu.out.result(past_json(rule, found), lambda: print_past(mcu.out, rule, found))


def _apply(mcu: Context, words: Sequence[str], *, reason: str, yes: bool, dry_run: bool) -> None:
    """Depersonalise what is past its term, in one commit with the act."""
    from mcu_cli.domain.redaction import personal_names
    from mcu_cli.redacting import Choice, Plan, carry_out
    from mcu_cli.store.spool import LongList

    found = _past(mcu, words)
    due = LongList(one.id for one in found if not one.held_by)
    for one in found:
        if one.held_by:
            mcu.out.note(_("{id} is kept: {holds} is on hold").format(id=one.id, holds=", ".join(one.held_by)))
    if not due and found:
        raise RefusedError(_("all that is past its term is on hold; `mcu retention release` takes it off"))
    if not due:
        raise NotFoundError(
            _("none of these is past its term; `mcu retention` lists what is")
            if words
            else _("nothing is past its term")
        )

    def choose(record: Any) -> Choice:
        return Choice(personal_names(record))

    plan = Plan("retention", _("Depersonalise"), choose, reason=reason, yes=yes, dry_run=dry_run, also=_acts_of(mcu))
    outcome = carry_out(mcu, due, plan)
    for path in outcome.more.get("acts", ()):
        mcu.out.note(_("{path} is the act of destruction; print and sign it").format(path=path))


def _acts_of(mcu: Context) -> Any:
    """Return what puts the act of destruction into the commit; of very many records several, that can be opened."""

    def write(transaction: Any, act: Act, records: Sequence[Redacted]) -> dict[str, Any]:
        from mcu_cli.language import speaking
        from mcu_cli.render import destruction_act
        from mcu_cli.store.retention import act_paths, past

        registry = mcu.store.registry
        still = (one for one in past(mcu.store, registry.retention, mcu.today) if not one.held_by)
        lines = _lines(records, still)
        acts = []
        paths = act_paths(mcu.store, mcu.today)
        while some := [*islice(lines, _LINES_OF_AN_ACT)]:
            path = next(paths)
            number = path.rpartition("/")[2].removesuffix(".md")
            head = destruction_act.Act(number, registry.municipality.name, transaction.name, act.at, registry.retention)
            with speaking(registry.municipality.language):
                transaction.put(path, destruction_act.act_text(head, some).encode())
            acts.append(path)
        return {"acts": acts}

    return write


def _lines(records: Sequence[Redacted], still: Iterator[Past]) -> Iterator[Destroyed]:
    """Yield the lines of an act, of records that are `still` past their term; raises RefusedError where one is not."""
    from mcu_cli.domain.retention import among
    from mcu_cli.render.destruction_act import Destroyed

    found = among(still, (one.id for one in records))
    for one in records:
        past = next(found, None)
        if past is None or past.id != one.id:
            raise RefusedError(
                _("{id} is not past its term any more: another command was at it; run the command again").format(
                    id=one.id
                )
            )
        yield Destroyed(one.id, one.names, one.event, past.settled, past.until)


def _mark(mcu: Context, action: Action, words: Sequence[str], *, reason: str, yes: bool, dry_run: bool) -> None:
    """Put appeals on hold, or take them off it; the history keeps who did so and why."""
    from dataclasses import replace

    from mcu_cli.change import Change, carry_out
    from mcu_cli.chosen import selected
    from mcu_cli.domain import corrections
    from mcu_cli.domain.retention import HOLD
    from mcu_cli.errors import AlreadySoError

    if action is Action.HOLD and not reason.strip():
        raise UsageError(_("say why it is kept with --reason: a court, a claim, the commission of experts"))

    def decide(before: Appeal, act: Act) -> Appeal:
        is_held = HOLD in before.tags
        if is_held == (action is Action.HOLD):
            raise AlreadySoError(
                (_("{id} is on hold already") if is_held else _("{id} is not on hold")).format(id=before.id)
            )
        tags = tuple(tag for tag in before.tags if tag != HOLD) + ((HOLD,) if action is Action.HOLD else ())
        return corrections.correct(before, replace(before, tags=tags), act, reason)

    told = _("Put on hold") if action is Action.HOLD else _("Take off hold")
    entries = selected(mcu, words)
    carry_out(mcu, entries, Change("edit", action.value, told, decide, yes=yes, dry_run=dry_run))
