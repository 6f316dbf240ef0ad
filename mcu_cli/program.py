"""The program as the framework sees it: the options before the commands, and each command when it is asked for."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from mcu_cli import __version__
from mcu_cli.commands import COMMANDS
from mcu_cli.errors import ExitCode, McuError, NotFoundError, OutputLostError
from mcu_cli.language import _, marked
from mcu_cli.render.lost import to_stdout

if TYPE_CHECKING:
    from mcu_cli.context import Context

# The framework's own errors of usage; it names the class nowhere else.
UsageOfFramework: type[Any] = typer.BadParameter.__mro__[1]


class _Help:
    """Help in the operator's language, where the framework says it in English only."""

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Read the arguments; `--help` and `--version` print on the way, past `Out`."""
        with to_stdout():
            return super().make_context(*arguments, **options)  # type: ignore[misc]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line of usage."""
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]  # of the framework's command beside this
        pieces = [piece.removeprefix("{").removesuffix("}") for piece in pieces]  # braces say nothing to a clerk
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage: "))

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, those that the framework adds said anew."""
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if param.name in _FRAMEWORK_OPTIONS:
                param.help = _(_FRAMEWORK_OPTIONS[param.name])
            if not getattr(param, "is_flag", False):
                param.metavar = value_name(param)
            least = getattr(param.type, "min", None)
            if least is not None:  # said in help and in the error; the framework would write `x>=1`
                param.type._describe_range = partial(_at_least, least)  # noqa: SLF001  # it asks for words nowhere else
        return params


def value_name(param: Any) -> str | None:
    """Return what stands for the value of a parameter, in the operator's language; None where a list of words does."""
    if param.metavar:
        return _(param.metavar)
    choices = getattr(param.type, "choices", None)
    if choices:
        return "|".join(choices) if param.param_type_name == "argument" else None
    if param.param_type_name == "argument":
        return _(f"{param.name.upper()}..." if param.nargs != 1 else param.name.upper())
    return _(_VALUES.get(param.type.name, "")) or None


def _at_least(least: int) -> str:
    return _("at least {n}").format(n=least)


_FRAMEWORK_OPTIONS = {
    "help": marked("Show this message and exit."),
}


# What stands for a value where an option does not say; the framework would name its own types.
_VALUES = {"str": "TEXT", "text": "TEXT", "int": "N", "int range": "N"}


class _Command(_Help, TyperCommand):
    """A command whose help speaks the operator's language, and whose queries may hold `-overdue`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments, negated terms of a query kept apart from options."""
        if any(argument.startswith("-") for argument in args):
            from mcu_cli.arguments import with_negations

            args = with_negations(self.params, args)
        return super().parse_args(ctx, args)


class _Commands(Mapping[str, Any]):
    """The framework's commands by name, in the order of the help; one is imported and made when it is asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = _made(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS


def _made(name: str) -> Any:
    """Return the framework's command; raises KeyError for a name that is none."""
    function = COMMANDS[name]
    doc = inspect.getdoc(function) or ""  # stripped by `python -OO`, which costs the help texts alone
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    alone.command(name, cls=_Command, help=_(doc), options_metavar=_("[OPTIONS]"))(function)
    return get_command(alone)


class _Program(_Help, TyperGroup):
    """The group of all commands, with the error boundary around each."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands: Any = _Commands()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # the framework's form
        """Return the names of the commands, in the order of the help; none of them is made."""
        return [*self.commands]

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error the operator can mend becomes a sentence and its exit code."""
        try:
            return super().invoke(ctx)
        except OutputLostError:
            raise  # `main` says it, and tries stdout no more
        except McuError as error:
            from mcu_cli.render.out import Out

            door: Out = getattr(ctx.obj, "out", None) or Out(sys.stdout, sys.stderr)
            door.error(str(error), error.problems)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:  # while it works: a question says itself that nothing was changed
            from mcu_cli.interrupted import what_was_done
            from mcu_cli.render.out import Out

            Out(sys.stdout, sys.stderr).note("")
            Out(sys.stdout, sys.stderr).error(what_was_done(ctx.obj))
            raise typer.Exit(ExitCode.INTERRUPTED) from None


program = typer.Typer(
    cls=_Program,
    name="mcu",
    add_completion=False,  # `mcu completion` has scripts that evaluate nothing
    help=_("Citizens' appeals of a municipal control centre: import, assign, answer, escalate, report."),
    invoke_without_command=True,
    rich_markup_mode=None,
    options_metavar=_("[OPTIONS]"),
    subcommand_metavar=_("COMMAND [ARGS]..."),
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:  # noqa: FBT001  # Typer's form of a callback
    if value:
        typer.echo(f"mcu {__version__}")
        raise typer.Exit


@program.callback()
def options(
    ctx: typer.Context,
    store: Annotated[
        Path | None,
        typer.Option(
            "--store", help=_("Folder of the store; else MCU_STORE, else the folder you are in."), metavar="DIR"
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001, FBT002  # answered by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("Show the version and exit."))
    ] = False,
) -> None:
    """Set up what every command shares: whoever starts the program gives what makes the context of the run."""
    mcu: Context = ctx.obj()
    ctx.obj = mcu
    mcu.store_folder = store
    ctx.call_on_close(mcu.close)
    if ctx.invoked_subcommand is None:
        _without_a_command(ctx, mcu)


def _without_a_command(ctx: typer.Context, mcu: Context) -> None:
    """Show what burns in the store that is named or around; where there is none, the help."""
    if not (mcu.store_folder or mcu.environment.get("MCU_STORE")):
        from mcu_cli.store.root import find_root

        try:
            find_root(mcu.folder)
        except NotFoundError:
            mcu.out.raw(f"{ctx.get_help()}\n")
            raise typer.Exit(ExitCode.USAGE) from None
    COMMANDS["agenda"](ctx)
