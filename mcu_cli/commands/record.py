"""`mcu record`: take into the record what was changed by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from mcu_cli.commands.options import DryRun, Json, Reason
from mcu_cli.context import Context
from mcu_cli.errors import McuError, UsageError
from mcu_cli.language import _, ngettext
from mcu_cli.wording import number_text


def record(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help=_("Files changed by hand; all of them if none is named."), metavar="FILE..."),
    ] = None,
    acknowledge: Annotated[
        str,
        typer.Option(
            "--acknowledge",
            help=_("Put on record that what `mcu verify` finds wrong with this commit is explained by --reason."),
            metavar="COMMIT",
        ),
    ] = "",
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take hand edits into the record.

    Changed facts get an event that names them; registries are checked first. Until then no hand edit is in force.
    """
    if acknowledge:
        from mcu_cli.commands.acknowledging import acknowledge as explained

        if paths:
            raise UsageError(_("--acknowledge is about a commit and takes no files; record those by themselves"))
        explained(Context.of(ctx), acknowledge, reason, dry_run=dry_run)
        return
    from mcu_cli.documents import problems_of_documents  # yaml
    from mcu_cli.domain.ledgers import ledger as ledgers
    from mcu_cli.render.facts import facts_text
    from mcu_cli.render.items import item_facts_text
    from mcu_cli.store.hand_edits import taken_in  # sqlite3, yaml
    from mcu_cli.store.registry_names import REGISTRIES

    mcu = Context.of(ctx)
    mcu.store.recording = True  # that a registry is not in force yet is what this command is about to change
    names = [_in_store(mcu, path) for path in paths or []]
    with mcu.store.writing("record", now=mcu.local_now) as transaction:
        edits = taken_in(mcu.store, transaction, mcu.act(transaction), names, reason, problems_of_documents)
        before = _what_sets_terms(mcu) if set(edits.paths) & set(REGISTRIES) else None
        commit = None if dry_run or not edits else transaction.commit(edits.message)

    def human() -> None:
        if not edits:
            mcu.out.say(_("nothing was changed by hand"))
            return
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
        for path in edits.paths:
            fields = edits.fields.get(path, ())
            gone = () if (mcu.store.root / path).exists() else (_("removed"),)
            told = item_facts_text(fields) if ledgers.from_path(path) else facts_text(fields)
            mcu.out.say(": ".join((path, *filter(None, (told, *gone)))))
        if commit:
            n = len(edits.paths)
            mcu.out.say(ngettext("{n} file recorded", "{n} files recorded", n).format(n=number_text(n)))
        if commit and before is not None and before != _what_sets_terms(mcu):
            mcu.out.note(
                _("other rules or days off move no date that stands; `mcu recompute --dry-run` shows which they would")
            )

    data = {
        "commit": commit,
        "files": [{"path": path, "fields": list(edits.fields.get(path, ()))} for path in edits.paths],
    }
    mcu.out.result(data, human)


def _what_sets_terms(mcu: Context) -> tuple[Any, ...] | None:
    """Return what of the registries on record sets due moments; None where they have to be mended first."""
    from mcu_cli.store.registries import load

    try:
        registry = load(*mcu.store.registry_bytes())
    except McuError:
        return None
    special = tuple(sorted(registry.special_hours.items()))
    return registry.rules, registry.hours, registry.days_off, registry.working_days, special


def _in_store(mcu: Context, path: Path) -> str:
    try:
        return mcu.path(path).resolve().relative_to(mcu.store.root).as_posix()
    except ValueError:
        raise UsageError(
            _("{path} is not in the store {store}; name a file of it").format(path=path, store=mcu.store.root)
        ) from None
