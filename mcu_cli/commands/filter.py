"""`mcu filter`: queries saved under names, to be used as @name in any query."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.commands.actions import action_of
from mcu_cli.commands.complete import Suggested, filters, queries
from mcu_cli.commands.options import DryRun, Json
from mcu_cli.context import Context
from mcu_cli.domain.words import fold
from mcu_cli.errors import NotFoundError, RefusedError, UsageError
from mcu_cli.language import _
from mcu_cli.selecting import saved_filters, typed
from mcu_cli.wording import appeals_text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Action(StrEnum):
    """What is done with saved filters."""

    LIST = "list"
    SAVE = "save"
    SHOW = "show"
    REMOVE = "remove"


def filter_(
    ctx: typer.Context,
    action: Annotated[
        Action,
        typer.Argument(
            help=_("What to do; list them where nothing is said."),
            click_type=action_of(Action),
        ),
    ] = Action.LIST,
    name: Annotated[
        str, typer.Argument(help=_("The filter's name: letters, digits, - and _."), click_type=Suggested(filters))
    ] = "",
    query: Annotated[
        list[str] | None,
        typer.Argument(help=_("The query to save; see docs/query.md."), click_type=Suggested(queries)),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Save a query under a name, list what is saved, remove it.

    A saved query is used as @name wherever appeals are meant, in other saved ones too.
    """
    mcu = Context.of(ctx)
    action = Action(action)
    name = name.removeprefix("@")
    text = " ".join(typed(query or ()).split())
    if action is Action.LIST and not name:
        _list(mcu)
        return
    if action is Action.LIST or not name:
        raise UsageError(
            _(
                "an action and a name are needed; "
                "write mcu filter save NAME QUERY, mcu filter show NAME or mcu filter remove NAME"
            )
        )
    if bool(text) != (action is Action.SAVE):
        raise UsageError(
            _("a query is missing; write mcu filter save NAME QUERY")
            if not text
            else _("{text!r} is too much").format(text=text)
        )
    if action is Action.SAVE:
        _save(mcu, name, text, dry_run=dry_run)
    elif action is Action.SHOW:
        _show(mcu, name)
    else:
        _remove(mcu, name, dry_run=dry_run)


def _list(mcu: Context) -> None:
    from mcu_cli.render.tables import print_table

    filters = saved_filters(mcu)

    def human() -> None:
        if not filters:
            mcu.out.note(_("no filter is saved; save one with `mcu filter save NAME QUERY`"))
        print_table(mcu.out, [_("filter"), _("query")], [[f"@{name}", text] for name, text in filters.items()])

    mcu.out.result([{"name": name, "query": text} for name, text in filters.items()], human)


def _show(mcu: Context, name: str) -> None:
    filters = saved_filters(mcu)
    known = _known(filters, name)
    text = filters[known]
    total = _count(mcu, text, filters)
    data = {"name": known, "query": text, "appeals": total}
    mcu.out.result(data, lambda: mcu.out.say(f"@{known}: {text} ({appeals_text(total)})"))


def _save(mcu: Context, name: str, text: str, *, dry_run: bool) -> None:
    from mcu_cli.domain.query.saved import refuse_bad_name
    from mcu_cli.store.documents import FILTERS
    from mcu_cli.store.filters import read_filters, with_filter  # yaml
    from mcu_cli.store.objects import blobs_in_head
    from mcu_cli.store.trailers import Message

    refuse_bad_name(name)
    with mcu.store.writing("filter", now=mcu.local_now) as transaction:
        standing = mcu.store.document(FILTERS)
        filters = read_filters(standing)
        known = _spelt(filters, name) or name
        total = _count(mcu, f"@{known}", {**filters, known: text}, told=text)
        data = with_filter(standing, known, text)
        transaction.put(FILTERS, data, replacing=blobs_in_head(mcu.store.git, [FILTERS])[FILTERS])
        commit = None if dry_run else transaction.commit(Message("filter", f"@{known}"))

    def human() -> None:
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
        elif commit is None:
            mcu.out.note(_("@{name} is saved so already").format(name=known))
        mcu.out.say(f"@{known}: {text} ({appeals_text(total)})")

    mcu.out.result({"commit": commit, "name": known, "query": text, "appeals": total}, human)


def _remove(mcu: Context, name: str, *, dry_run: bool) -> None:
    from mcu_cli.store.documents import FILTERS
    from mcu_cli.store.filters import read_filters, without_filter  # yaml
    from mcu_cli.store.objects import blobs_in_head
    from mcu_cli.store.trailers import Message

    with mcu.store.writing("filter", now=mcu.local_now) as transaction:
        standing = mcu.store.document(FILTERS)
        filters = read_filters(standing)
        known = _known(filters, name)
        _refuse_used(filters, known)
        data = without_filter(standing or b"", known)
        transaction.put(FILTERS, data, replacing=blobs_in_head(mcu.store.git, [FILTERS])[FILTERS])
        commit = None if dry_run else transaction.commit(Message("filter", f"@{known}: removed"))

    def human() -> None:
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
        mcu.out.say(_("removed: @{name} ({query})").format(name=known, query=filters[known]))

    mcu.out.result({"commit": commit, "name": known, "query": filters[known]}, human)


def _count(mcu: Context, text: str, filters: Mapping[str, str], *, told: str = "") -> int:
    """Return how many appeals a query means; raises what is wrong with it, its departments and categories included.

    `told` is the query that was typed, where `text` is its name.
    """
    from mcu_cli.domain.query.parser import parse
    from mcu_cli.domain.query.saved import expanded
    from mcu_cli.selecting import read_query
    from mcu_cli.store.selection import find  # sqlite3

    if told:
        read_query(mcu, told)  # its own error and its notes, before those of a filter that cannot be read
    tree = expanded(parse(text), filters)
    return find(mcu.store.index, tree, mcu.store.registry, mcu.now, limit=0)[1]


def _spelt(filters: Mapping[str, str], name: str) -> str | None:
    """Return how a filter is spelt on record; None where there is none of that name."""
    return next((known for known in filters if fold(known) == fold(name)), None)


def _known(filters: Mapping[str, str], name: str) -> str:
    known = _spelt(filters, name)
    if known is None:
        raise NotFoundError(
            _("there is no saved filter @{name}; `mcu filter list` shows those there are").format(name=name)
        )
    return known


def _refuse_used(filters: Mapping[str, str], name: str) -> None:
    """Raise RefusedError where another filter is made of this one."""
    from mcu_cli.domain.query.parser import parse
    from mcu_cli.domain.query.saved import filters_used

    users = []
    for other, text in filters.items():
        try:
            used = {fold(saved.name) for saved in filters_used(parse(text).tree)}
        except UsageError:  # it cannot be used itself
            continue
        if other != name and fold(name) in used:
            users.append(f"@{other}")
    if users:
        raise RefusedError(
            _("@{name} is used by {others}; change or remove those first").format(name=name, others=", ".join(users))
        )
