"""The program: its commands, the options before them, and the one place where an error becomes an exit code."""

from __future__ import annotations

import contextlib
import gettext
import inspect
import os
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from mcu_cli import __version__, completing, context, language
from mcu_cli.arguments import with_negations
from mcu_cli.errors import ExitCode, McuError, NotFoundError, UsageError
from mcu_cli.language import _, marked
from mcu_cli.render.out import Out, OutputLostError, ReaderGoneError
from mcu_cli.usage import usage_sentence

language.use(language.chosen(context.environment_of_process()))  # before the commands: help texts are made at import
# The headings of the help come through gettext's own domain, which looks for the language in the environment.
gettext.bindtextdomain("messages", str(language.CATALOGUES))
os.environ["LANGUAGE"] = language.spoken()

from mcu_cli.commands import COMMANDS  # noqa: E402  # after the language was chosen

# The framework's own errors of usage; it names the class nowhere else.
_UsageError: type[Any] = typer.BadParameter.__mro__[1]


@contextlib.contextmanager
def _to_stdout() -> Iterator[None]:
    """Raise ReaderGoneError or OutputLostError where stdout, written to past `Out`, takes no more."""
    try:
        yield
    except BrokenPipeError:
        raise ReaderGoneError from None
    except OSError as error:
        raise OutputLostError(error) from error


class _Help:
    """Help in the operator's language, where the framework says it in English only."""

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Read the arguments; `--help` and `--version` print on the way, past `Out`."""
        with _to_stdout():
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
        return super().parse_args(ctx, with_negations(self.params, args))


class _Program(_Help, TyperGroup):
    """The group of all commands, with the error boundary around each."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; an error the operator can mend becomes a sentence and its exit code."""
        try:
            return super().invoke(ctx)
        except OutputLostError:
            raise  # `main` says it, and tries stdout no more
        except McuError as error:
            door: Out = ctx.obj.out if ctx.obj is not None else Out(sys.stdout, sys.stderr)
            door.error(str(error), error.problems)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:  # while it works: a question says itself that nothing was changed
            Out(sys.stdout, sys.stderr).note("")
            Out(sys.stdout, sys.stderr).error(_("interrupted; `git log` shows whether it was done"))
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
    """Set up what every command shares."""
    if ctx.obj is None:
        environment = context.environment_of_process()
        language.use(language.chosen(environment))
        ctx.obj = context.context_of(environment, Path.cwd(), run, json="--json" in sys.argv)
    ctx.obj.store_folder = store
    ctx.call_on_close(ctx.obj.close)
    if ctx.invoked_subcommand is None:
        _without_a_command(ctx)


def _without_a_command(ctx: typer.Context) -> None:
    """Show what burns in the store that is named or around; where there is none, the help."""
    mcu: context.Context = ctx.obj
    if not (mcu.store_folder or mcu.environment.get("MCU_STORE")):
        from mcu_cli.store.root import find_root  # yaml

        try:
            find_root(mcu.folder)
        except NotFoundError:
            mcu.out.raw(f"{ctx.get_help()}\n")
            raise typer.Exit(ExitCode.USAGE) from None
    COMMANDS["agenda"](ctx)


for _name, _function in COMMANDS.items():
    _doc = inspect.getdoc(_function) or ""  # stripped by `python -OO`, which costs the help texts alone
    program.command(_name, cls=_Command, help=_(_doc), options_metavar=_("[OPTIONS]"))(_function)


def run(arguments: list[str], environment: Mapping[str, str], folder: Path, stdout: TextIO | None = None) -> int:
    """Run mcu with other arguments and surroundings inside this process; return the exit code."""
    obj = context.context_of(environment, folder, run, json="--json" in arguments, stdout=stdout)
    try:
        code = program(args=arguments, prog_name="mcu", obj=obj, standalone_mode=False)
    except _UsageError as error:
        obj.out.error(usage_sentence(error))
        code = ExitCode.USAGE
    return int(code or 0)


def _refuse_broken_arguments(arguments: list[str]) -> None:
    """Raise UsageError where an argument is not UTF-8: such bytes could not be written into any file of the store."""
    for argument in arguments:
        if not argument.isascii() and any("\ud800" <= letter <= "\udfff" for letter in argument):
            raise UsageError(_("an argument is not UTF-8: {text}; convert it and try again").format(text=argument))


def _complete(environment: Mapping[str, str]) -> NoReturn:
    """Answer a shell that asks how a word may go on, and end the process."""

    def made() -> context.Context:
        return context.context_of(environment, Path.cwd(), run, json=False)

    text = completing.answer(get_group(program), environment, made)
    if sys.stdout is not None:
        with _to_stdout():
            sys.stdout.buffer.write(text.encode())  # in UTF-8, whatever code page a shell on Windows has
            sys.stdout.buffer.flush()
    sys.exit(ExitCode.DONE)


def _let_go(stream: TextIO) -> None:
    """Lead a stream that takes no more into nothing: the flush at the end of the process would complain again."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _outcome() -> int:
    """Run mcu with the arguments of the process; return its exit code, everything said but not all of it flushed."""
    try:
        environment = context.environment_of_process()
        if completing.is_asked(environment):
            _complete(environment)
        _refuse_broken_arguments(sys.argv)
        return int(program(prog_name="mcu", standalone_mode=False) or 0)
    except OutputLostError:
        raise
    except McuError as error:
        Out(sys.stdout, sys.stderr, json="--json" in sys.argv).error(str(error))
        return error.exit_code
    except _UsageError as error:
        Out(sys.stdout, sys.stderr, json="--json" in sys.argv).error(usage_sentence(error))
        return ExitCode.USAGE
    except (typer.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED


def main() -> None:
    """Run mcu with the arguments of the process, and end the process with its exit code."""
    try:
        code = _outcome()
        with _to_stdout():
            if sys.stdout is not None:
                sys.stdout.flush()
    except (ReaderGoneError, BrokenPipeError):
        _let_go(sys.stdout)
        code = ExitCode.DONE
    except OutputLostError as error:
        _let_go(sys.stdout)
        Out(sys.stdout, sys.stderr).error(str(error))
        code = error.exit_code
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        _let_go(sys.stderr)
    sys.exit(code)
