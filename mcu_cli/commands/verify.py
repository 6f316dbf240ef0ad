"""`mcu verify`: prove that nothing on record was changed, removed or invented."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from typing import Annotated

import typer

from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.errors import BadInputError, ExitCode, McuError, UsageError
from mcu_cli.language import _


def verify(
    ctx: typer.Context,
    since: Annotated[
        str,
        typer.Option(
            "--since",
            help=_("Prove what came after this fingerprint, and that it still leads to the record."),
            metavar="FINGERPRINT",
        ),
    ] = "",
    witness: Annotated[
        list[Path] | None,
        typer.Option(
            "--witness",
            help=_("A summary that was saved, mailed or printed to a file: its fingerprint has to lead to the record."),
            metavar="FILE",
        ),
    ] = None,
    signatures: Annotated[
        bool, typer.Option("--signatures", help=_("Every commit has to be signed with a key that git trusts."))
    ] = False,
    allowed_signers: Annotated[
        Path | None,
        typer.Option(
            "--allowed-signers", help=_("With --signatures: whose ssh keys are whose, as git reads it."), metavar="FILE"
        ),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help=_("Walk the whole history anew, and rely on nothing remembered."))
    ] = False,
    json: Json = False,
) -> None:
    """Prove the history of the record.

    Walks all commits from the founding of the store on and names each that changed what is never changed. What was
    explained with `mcu record --acknowledge` stays listed. Violations that nobody has explained end with exit code 6.
    """
    from mcu_cli import __version__
    from mcu_cli.domain.proof.kinds import VERSION
    from mcu_cli.render.proof import Report
    from mcu_cli.store.proof.verifying import Wanted, verify

    mcu = Context.of(ctx)
    if allowed_signers is not None and not signatures:
        raise UsageError(_("--allowed-signers says whose signatures count; add --signatures"))
    wanted = Wanted(
        since=since,
        witnesses=[name for path in witness or [] for name in _fingerprints(mcu, path)],
        signatures=signatures,
        allowed_signers=str(mcu.path(allowed_signers).resolve()) if allowed_signers is not None else "",
        whole=whole,
    )
    proof = verify(mcu.store, wanted, (__version__, VERSION))
    report = Report(proof, _zone(mcu))
    mcu.out.result(report.data(), lambda: report.say(mcu.out), report.problems())
    if proof.found.open:
        raise typer.Exit(ExitCode.DAMAGED)


def _zone(mcu: Context) -> tzinfo | None:
    """Return the zone of the municipality; that of this run where the registries are lost or broken."""
    try:
        return mcu.local_now.tzinfo
    except McuError:
        return mcu.now.tzinfo


def _fingerprints(mcu: Context, path: Path) -> list[str]:
    """Return the fingerprints in a file; raises BadInputError where there is none."""
    from mcu_cli.store.files import read_file
    from mcu_cli.store.proof.witnesses import fingerprints_in

    data = read_file(mcu.path(path))
    if data is None:
        raise UsageError(_("there is no file {path}").format(path=path))
    found = fingerprints_in(data)
    if not found:
        raise BadInputError(
            _("{path} holds no fingerprint; a summary prints it at its end, 40 digits and letters").format(path=path)
        )
    return found
