"""`mcu doctor`: whether the ground is in order on which the store stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.errors import ExitCode, Problem
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.doctor.finding import Finding

# Where several things are wrong: what harms the record first, then what is in the way of every command.
_WORST_FIRST = (ExitCode.DAMAGED, ExitCode.CONFLICT, ExitCode.REFUSED, ExitCode.BAD_INPUT, ExitCode.NOT_FOUND)


def doctor(
    ctx: typer.Context,
    fix: Annotated[
        bool,
        typer.Option("--fix", help=_("Put right what is safe: settings of git, upkeep, the index, litter.")),
    ] = False,
    json: Json = False,
) -> None:
    """Examine the ground that the store stands on.

    git, libraries, disk, repository, index, cron: what is in order, what is not, and what to do. Warnings end with exit
    code 0, errors with that of the commands which they stop; a damaged record with 6. `mcu check` looks at the files.
    """
    from mcu_cli.doctor.examinations import examined, repaired
    from mcu_cli.doctor.patient import Patient
    from mcu_cli.render.doctor import tell_findings

    mcu = Context.of(ctx)
    found = list(examined(Patient(mcu)))
    done: list[Finding] = []
    if fix:
        wanted = {finding.repair for _name, finding in found if finding.repair}
        done = list(repaired(Patient(mcu), wanted))
        found = list(examined(Patient(mcu)))
    told = {finding.message for _name, finding in found}
    all_found = [*(("fix", finding) for finding in done if finding.code and finding.message not in told), *found]
    errors = [finding for _name, finding in all_found if finding.level == "error"]
    warnings = [finding for _name, finding in all_found if finding.level == "warning"]
    sentences = [finding.message for finding in done if not finding.code]
    lines = [
        *(("done", sentence) for sentence in sentences),
        *((str(finding.level), finding.message) for _name, finding in all_found),
    ]
    data = {
        "findings": [
            {
                "examination": name,
                "level": str(finding.level),
                "message": finding.message,
                "fixable": bool(finding.repair),
            }
            for name, finding in all_found
        ],
        "done": sentences,
        "errors": len(errors),
        "warnings": len(warnings),
    }
    problems = [
        Problem(finding.message, field=name, level=str(finding.level))
        for name, finding in all_found
        if finding.level in {"error", "warning"}
    ]
    mcu.out.result(data, lambda: tell_findings(mcu.out, lines, errors=len(errors), warnings=len(warnings)), problems)
    code = next((code for code in _WORST_FIRST if any(finding.code == code for finding in errors)), None)
    if code is not None:
        raise typer.Exit(code)
