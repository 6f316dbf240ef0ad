"""The filters that `list`, `search` and bulk commands share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.domain.vocabulary import Channel, Network, Priority, Status
from mcu_cli.errors import UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.store.selection import Selection

Statuses = Annotated[
    list[Status] | None, typer.Option("--status", "-s", click_type=OneOf(Status), help=_("Status; may be repeated."))
]
Categories = Annotated[
    list[str] | None, typer.Option("--category", "-c", help=_("Group or topic; may be repeated."), metavar="ID")
]
Departments = Annotated[
    list[str] | None,
    typer.Option("--department", "-d", help=_("Department or executor; may be repeated."), metavar="ID"),
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


def selection_of(  # one parameter a filter
    mcu: Context,
    words: Sequence[str] | None,
    status: Sequence[str] | None,
    category: Sequence[str] | None,
    department: Sequence[str] | None,
    channel: Sequence[str] | None,
    network: Sequence[str] | None,
    priority: Sequence[str] | None,
    from_: str,
    to: str,
    open_: bool,  # as Typer hands it over
    overdue: bool,
) -> Selection:
    """Return the selection that the filters of a command line mean."""
    from mcu_cli.store.selection import Selection  # noqa: PLC0415  # sqlite3

    first = mcu.day(from_) if from_ else None
    last = mcu.day(to) if to else None
    if first and last and last < first:
        raise UsageError(_("the period ends before it begins; look at --from and --to"))
    return Selection(
        statuses=status or (),
        categories=category or (),
        departments=department or (),
        channels=channel or (),
        networks=network or (),
        priorities=priority or (),
        first_day=first,
        last_day=last,
        open=open_,
        overdue=overdue,
        words=" ".join(words or ()),
    )
