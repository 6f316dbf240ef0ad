"""`mcu likely`: which appeals look like duplicates or repeats of others; with --link the sure repeats are linked."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.change import Change, carry_out
from mcu_cli.chosen import Chosen, selected
from mcu_cli.commands.complete import Suggested, appeals_or_queries
from mcu_cli.commands.filters import From, To, period
from mcu_cli.commands.options import DryRun, Json, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.domain.vocabulary import Relation
from mcu_cli.errors import AlreadySoError, PassedOverError, RefusedError, UsageError
from mcu_cli.language import _, speaking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.likeness import Likeness
    from mcu_cli.domain.steps import Act


def likely(  # one parameter an option
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            help=_("Only these appeals, by id or by a query; - reads ids from standard input."),
            metavar="ID...",
            click_type=Suggested(appeals_or_queries),
        ),
    ] = None,
    from_: From = "",
    to: To = "",
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help=_("At most so many."))] = None,
    link: Annotated[
        bool, typer.Option("--link", help=_("Link the sure repeats, each to the last answered appeal before it."))
    ] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """List appeals that look like others.

    Likely duplicates, repeats and joint complaints, each with the command that links it; those registered in as many
    days as `repeats` of categories.yaml says (30), unless a period or appeals are named. With --link the sure repeats
    are linked.
    """
    mcu = Context.of(ctx)
    if ids and (from_ or to):
        raise UsageError(_("appeals and a period exclude each other; leave out --from and --to, or the appeals"))
    if link:
        if limit is not None:
            raise UsageError(_("--limit is for the list; with --link name the appeals or a period instead"))
        chosen = selected(mcu, ids, may_be_none=True) if ids else None
        names = _registered(mcu, from_, to) if chosen is None else chosen.ids
        _link(mcu, names, named=chosen is not None and chosen.named, yes=yes, dry_run=dry_run)
        return
    if yes or dry_run:
        raise UsageError(_("--yes and --dry-run go with --link; without it nothing is written"))
    _list(mcu, selected(mcu, ids).ids if ids else _registered(mcu, from_, to), limit)


def _registered(mcu: Context, from_: str, to: str) -> Sequence[str]:
    """Return the ids of the appeals registered in a period; of the window of repeats where none is given."""
    from mcu_cli.store.spool import LongList  # sqlite3

    first, last = period(mcu, from_, to)
    if not first and not last:
        first = mcu.today - timedelta(days=mcu.store.registry.window.days)
    lowest, highest = first.isoformat() if first else "", last.isoformat() if last else "9999"
    rows = mcu.store.index.stream("SELECT id FROM appeals WHERE day BETWEEN ? AND ?", (lowest, highest))
    return LongList(appeal_id for (appeal_id,) in rows)


def _list(mcu: Context, names: Sequence[str], limit: int | None) -> None:
    from mcu_cli.render.likely import likely_json, print_list
    from mcu_cli.store.likely import likely_for  # sqlite3
    from mcu_cli.store.spool import Spool

    with closing(Spool()) as alike:
        for one in likely_for(mcu.store, names):
            alike.put(one.id, one)
        mcu.out.result(
            ({"id": one.id, "likely": likely_json(one.id, one.found)} for one in islice(alike.values(), limit)),
            lambda: print_list(
                mcu.out, islice(alike.values(), limit), len(alike), mcu.store.registry.municipality.timezone
            ),
        )


def _link(mcu: Context, names: Sequence[str], *, named: bool, yes: bool, dry_run: bool) -> None:
    """Link the sure repeats among the appeals `names`; `named` where the operator typed each of them."""
    from mcu_cli.render.likely import linked_json, print_what_is_left
    from mcu_cli.store.repeats import SureRepeats  # sqlite3

    repeats = SureRepeats(mcu.store, names)
    found = list(repeats.found())
    linked: dict[str, Likeness] = {}
    still_open: set[str] = set()

    def decide(appeal: Appeal, act: Act) -> Appeal:
        like = repeats.of(appeal.id)  # under the lock too: another command may have linked it meanwhile
        if like is None:
            raise AlreadySoError(_("{id} is no repeat that is still to be linked").format(id=appeal.id))
        after = _linked(mcu, appeal, act, like, named=named)
        linked[appeal.id] = like
        if after.state.is_open:
            still_open.add(appeal.id)
        return after

    change = Change(
        "link",
        Relation.REPEAT_OF,
        _("Link as repeats"),
        decide,
        yes=yes,
        dry_run=dry_run,
        more=lambda: {"linked": linked_json(linked.values())},
    )
    entries = _to_be_linked(mcu, names, found, named=named)
    done: Sequence[str] = []
    try:
        if entries:
            done = carry_out(mcu, entries, change).ids
    except PassedOverError:
        if repeats.found():  # not linked by another command, but refused for a reason of its own
            raise
    if not done:
        mcu.out.result(
            {"commit": None, "appeals": [], "linked": []},
            lambda: mcu.out.note(_("there is no sure repeat that is not linked yet")),
        )
    elif not mcu.out.json and not dry_run:
        print_what_is_left(mcu.out, [linked[name] for name in done if name in still_open])


def _to_be_linked(mcu: Context, names: Sequence[str], found: Sequence[str], *, named: bool) -> Chosen:
    """Return the appeals `found` among those asked for, without those changed by hand; a note for each left out."""
    entries = Chosen(mcu.store, found, named=named)
    if named:
        for name in [name for name in names if found and name not in found]:
            mcu.out.note(_("{id} is no repeat that is still to be linked").format(id=name))
        return entries
    # What nobody named is not worth a stop: the others are linked all the same.
    edited = [entry for entry in entries if mcu.store.is_edited(entry)]
    for entry in edited:
        mcu.out.note(_("{path} was changed by hand and is left alone; run `mcu record`").format(path=entry.path))
    left = {entry.id for entry in edited}
    return Chosen(mcu.store, [name for name in found if name not in left], named=named)


def _linked(mcu: Context, appeal: Appeal, act: Act, like: Likeness, *, named: bool) -> Appeal:
    """Return the appeal linked as a repeat, the reason in the language of the store; one that is refused passed over.

    Of what the operator named a refusal stays one.
    """
    from mcu_cli.render.likely import why

    municipality = mcu.store.registry.municipality
    with speaking(municipality.language):
        reason = why(like, municipality.timezone)
    other = mcu.store.get(mcu.store.resolve(like.other.id, now=mcu.now)).appeal
    try:
        return decisions.link(appeal, act, Relation.REPEAT_OF, other, reason, auto=True)
    except RefusedError as error:
        if named or isinstance(error, PassedOverError):
            raise
        raise PassedOverError(str(error)) from error
