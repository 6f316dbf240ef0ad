"""`mcu check`: hold every file against the format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.errors import ExitCode, Problem
from mcu_cli.language import _, ngettext
from mcu_cli.wording import number_text

_UNKNOWN_NAMES = frozenset({"state.department", "state.category"})


def check(
    ctx: typer.Context,
    fix: Annotated[bool, typer.Option("--fix", help=_("Repair what is safe to repair, in one commit."))] = False,
    json: Json = False,
) -> None:
    """Hold every file against the format.

    Lists all problems with file and line, on record and in the folder; a name that no registry knows once, with --json
    in every file. Errors end with exit code 6.
    """
    from mcu_cli.documents import problems_of_documents  # yaml
    from mcu_cli.domain.identifiers import from_path
    from mcu_cli.store.checks import check_store  # sqlite3, yaml
    from mcu_cli.store.trailers import Message

    mcu = Context.of(ctx)
    checked = check_store(mcu.store, problems_of_documents, mcu.today)
    commit = None
    if fix and checked.repairs:
        repairable = {
            path: repair for path, repair in checked.repairs.items() if not (set(mcu.store.edited_paths()) & {path})
        }
        with mcu.store.writing("check", now=mcu.local_now) as transaction:
            for path, (data, blob) in repairable.items():
                transaction.put(path, data, replacing=blob)
            ids = tuple(str(found) for found in map(from_path, sorted(repairable)) if found is not None)
            commit = transaction.commit(Message("check", f"--fix: {len(repairable)} files", ids))
        checked = check_store(mcu.store, problems_of_documents, mcu.today)
    errors = [problem for problem in checked.problems if problem.level == "error"]
    warnings = len(checked.problems) - len(errors)

    def human() -> None:
        for problem, n in _grouped(checked.problems):
            mark = _("error") if problem.level == "error" else _("warning")
            where = problem.where() + (f", {problem.field}" if problem.field else "")
            more = ngettext("and {n} more file", "and {n} more files", n - 1).format(n=number_text(n - 1))
            mcu.out.say(f"{mark}: {where}: {problem.message}" + (f" ({more})" if n > 1 else ""))
        if commit:
            mcu.out.say(_("repaired in commit {commit}").format(commit=commit[:10]))
        files = ngettext("{n} file checked", "{n} files checked", checked.files).format(n=number_text(checked.files))
        found = ngettext("{n} error", "{n} errors", len(errors)).format(n=number_text(len(errors)))
        doubts = ngettext("{n} warning", "{n} warnings", warnings).format(n=number_text(warnings))
        mcu.out.say(f"{files}: {found}, {doubts}")

    counts = {"files": checked.files, "errors": len(errors), "warnings": warnings, "commit": commit}
    mcu.out.result(counts, human, checked.problems)
    if errors:
        raise typer.Exit(ExitCode.DAMAGED)


def _grouped(problems: Sequence[Problem]) -> list[tuple[Problem, int]]:
    """Return the problems, warnings of one name that a registry does not know as one, with how many files have it."""
    counts = Counter((problem.field, problem.message) for problem in problems if problem.field in _UNKNOWN_NAMES)
    grouped = []
    for problem in problems:
        n = counts.pop((problem.field, problem.message), 0) if problem.field in _UNKNOWN_NAMES else 1
        if n:
            grouped.append((problem, n))
    return grouped
