"""The options that choose appeals beside a query: those of `list`, of which `search` and `likely` have some."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.commands.complete import Suggested, categories, departments
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.domain.vocabulary import Channel, Network, Priority, Status
from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.selecting import meant

if TYPE_CHECKING:
    from datetime import date

    from mcu_cli.domain.query.parser import Query
    from mcu_cli.domain.query.tree import Node

Statuses = Annotated[
    list[Status] | None, typer.Option("--status", "-s", click_type=OneOf(Status), help=_("Status; may be repeated."))
]
Categories = Annotated[
    list[str] | None,
    typer.Option(
        "--category",
        "-c",
        help=_("Group or topic; may be repeated."),
        metavar="ID",
        click_type=Suggested(categories),
    ),
]
Departments = Annotated[
    list[str] | None,
    typer.Option(
        "--department",
        "-d",
        help=_("Department or executor; may be repeated."),
        metavar="ID",
        click_type=Suggested(departments),
    ),
]
Channels = Annotated[
    list[Channel] | None, typer.Option("--channel", click_type=OneOf(Channel), help=_("Channel; may be repeated."))
]
Networks = Annotated[
    list[Network] | None,
    typer.Option("--network", click_type=OneOf(Network), help=_("Social network; may be repeated.")),
]
Priorities = Annotated[
    list[Priority] | None,
    typer.Option("--priority", "-p", click_type=OneOf(Priority), help=_("Priority; may be repeated.")),
]
From = Annotated[str, typer.Option("--from", help=_("Registered on this day or later."), metavar="DAY")]
To = Annotated[str, typer.Option("--to", help=_("Registered on this day or earlier."), metavar="DAY")]
Open = Annotated[bool, typer.Option("--open", help=_("Only those without a final answer."))]
Overdue = Annotated[bool, typer.Option("--overdue", help=_("Only open ones past a due date."))]


def period(mcu: Context, from_: str, to: str) -> tuple[date | None, date | None]:
    """Return the days of --from and --to, None where one is not given; raises UsageError where the last comes first."""
    first = mcu.day(from_) if from_ else None
    last = mcu.day(to) if to else None
    if first and last and last < first:
        raise UsageError(_("the period ends before it begins; look at --from and --to"))
    return first, last


def tree_of(  # one parameter a filter
    mcu: Context,
    query: Query,
    *,
    status: Sequence[str] | None = None,
    category: Sequence[str] | None = None,
    department: Sequence[str] | None = None,
    channel: Sequence[str] | None = None,
    network: Sequence[str] | None = None,
    priority: Sequence[str] | None = None,
    from_: str = "",
    to: str = "",
    open_: bool = False,
    overdue: bool = False,
) -> Node:
    """Return the tree of a query to which the options of a command line are added: one more term each."""
    from mcu_cli.domain.query.tree import EQUAL, RANGE, Bound, Condition, Term  # as in selecting.py

    first, last = (day.isoformat() if day else "" for day in period(mcu, from_, to))
    terms: list[Node] = [
        Term(name, tuple(Bound(EQUAL, value) for value in values))
        for name, values in (
            ("status", status),
            ("category", category),
            ("department", department),
            ("channel", channel),
            ("network", network),
            ("priority", priority),
        )
        if values
    ]
    if first or last:
        terms.append(Term("registered", (Bound(RANGE, first, last),)))
    terms += [Condition(name) for name, is_set in (("open", open_), ("overdue", overdue)) if is_set]
    return meant(mcu, query, *terms)
