"""The arguments and options that several commands share, said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mcu_cli.commands.complete import Suggested, appeals, appeals_or_queries
from mcu_cli.language import _

Ids = Annotated[
    list[str],
    typer.Argument(
        help=_(
            "Appeals: 20251224-0007, 1224-7, or 7 for today; several may be named; - reads standard input; "
            "or a query: status:new category:roads."
        ),
        metavar="ID...",
        click_type=Suggested(appeals_or_queries),
    ),
]
Id = Annotated[
    str,
    typer.Argument(
        help=_("The appeal: 20251224-0007, or 1224-7, or 7 for today."), metavar="ID", click_type=Suggested(appeals)
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask before a change of several appeals."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Show what would change and write nothing."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON, in the documented envelope."))]
Text = Annotated[
    str | None, typer.Option("--text", "-t", help=_("The text; - reads it from standard input."), metavar="TEXT")
]
File = Annotated[
    Path | None, typer.Option("--file", "-f", help=_("A file with the text; - reads standard input."), metavar="FILE")
]
Reason = Annotated[str, typer.Option("--reason", "-r", help=_("Why; kept in the history."), metavar="TEXT")]
Executor = Annotated[str, typer.Option("--executor", help=_("Unit or person within the department."), metavar="NAME")]
Auto = Annotated[
    bool, typer.Option("--auto", help=_("Let the rules of routing decide: words, place, earlier appeals."))
]
Explain = Annotated[bool, typer.Option("--explain", help=_("With --auto: show what speaks for it, and what is near."))]
Notified = Annotated[str, typer.Option("--notified", help=_("Day on which the citizen was told."), metavar="DAY")]
