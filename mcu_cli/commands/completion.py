"""`mcu completion`: the script by which a shell completes commands, options, ids and names."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from mcu_cli.commands.options import Json
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.errors import RefusedError, UsageError
from mcu_cli.language import _


class Shell(StrEnum):
    """The shells that mcu knows."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


# Where the script goes below the home folder, and the file that has to name it, where the shell does not look there.
_PLACES = {
    Shell.BASH: (".local/share/mcu/completion.bash", ".bashrc"),
    Shell.ZSH: (".local/share/mcu/completion.zsh", ".zshrc"),
    Shell.FISH: (".config/fish/completions/mcu.fish", ""),
}


def completion(
    ctx: typer.Context,
    shell: Annotated[Shell, typer.Argument(help=_("The shell."), click_type=OneOf(Shell, str), show_default=False)],
    install: Annotated[
        bool, typer.Option("--install", help=_("Put the script where the shell finds it, instead of printing it."))
    ] = False,
    json: Json = False,
) -> None:
    """Complete commands, options, ids and names by the TAB key.

    Prints the script for a shell; --install puts it into your home folder.
    """
    from mcu_cli.render.shells import SCRIPTS

    mcu = Context.of(ctx)
    script = SCRIPTS[shell]
    if not install:
        mcu.out.result({"shell": str(shell), "script": script}, lambda: mcu.out.raw(script))
        return
    path, named_in = _installed(mcu, Shell(shell), script)

    def human() -> None:
        mcu.out.say(_("the script is in {path}").format(path=path))
        if named_in is not None:
            mcu.out.say(_("{path} has a line that reads it").format(path=named_in))
        mcu.out.say(_("it works in the next shell that you open"))

    mcu.out.result({"shell": str(shell), "path": str(path), "named_in": str(named_in) if named_in else None}, human)


def _installed(mcu: Context, shell: Shell, script: str) -> tuple[Path, Path | None]:
    """Put the script into the home folder; return where it is, and the file that got the line that reads it."""
    from mcu_cli.store.files import read_file, unusable, write_file

    if shell not in _PLACES:
        raise UsageError(
            _(
                "PowerShell keeps its profile where it likes; run in it: "
                "`mcu completion powershell | Out-File -Append -Encoding utf8 $PROFILE`"
            )
        )
    home = mcu.environment.get("HOME") or mcu.environment.get("USERPROFILE", "")
    if not home:
        raise RefusedError(_("the environment names no home folder; print the script and put it in its place"))
    place, named_in = _PLACES[shell]
    path = Path(home) / place
    write_file(path, script.encode())
    if not named_in:
        return path, None
    profile = (Path(home) / named_in).resolve()  # some keep it elsewhere, behind a link
    line = f'[ -r "$HOME/{place}" ] && . "$HOME/{place}"'
    standing = read_file(profile) or b""
    if line.encode() not in standing:
        gap = b"" if not standing or standing.endswith(b"\n") else b"\n"
        try:
            with profile.open("ab") as file:  # in place: whoever hides his profile from others has it hidden still
                file.write(gap + f"{line}  # mcu\n".encode())
        except OSError as error:
            raise unusable(profile, error) from error
    return path, profile
