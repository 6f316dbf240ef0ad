"""The process: its arguments, its language and its streams, and the one place where an error becomes an exit code."""

from __future__ import annotations

import atexit
import contextlib
import errno
import gc
import gettext
import os
import sys
from typing import TYPE_CHECKING

from mcu_cli import language
from mcu_cli.errors import ExitCode, McuError, OutputLostError, ReaderGoneError, UsageError
from mcu_cli.language import _
from mcu_cli.render.lost import to_stdout

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import TextIO

    from mcu_cli.context import Context
    from mcu_cli.render.out import Out

# Most commands make fewer objects than this and are over: looking for those that only hold each other up costs them
# more than these hold. A long command looks for them still, now and then.
_OBJECTS_BETWEEN_SEARCHES = 100_000
atexit.register(gc.freeze)  # at the end of the process nobody looks for them any more
# Files open, processes, memory: what the system may refuse to give to anybody.
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM})
_ASKING = "_MCU_COMPLETE"  # set by the shell that asks how a word may go on


def run(arguments: list[str], environment: Mapping[str, str], folder: Path, stdout: TextIO | None = None) -> int:
    """Run mcu with other arguments and surroundings inside this process; return the exit code."""
    from mcu_cli.context import context_of
    from mcu_cli.program import UsageOfFramework, program

    mcu = context_of(environment, folder, run, json="--json" in arguments, stdout=stdout)
    try:
        code = program(args=arguments, prog_name="mcu", obj=lambda: mcu, standalone_mode=False)
    except UsageOfFramework as error:
        from mcu_cli.usage import usage_sentence

        mcu.out.error(usage_sentence(error))
        code = ExitCode.USAGE
    return int(code or 0)


def environment_of_process() -> dict[str, str]:
    """Return the environment of the process; on Windows, which names no language there, with that of its desktop."""
    environment = dict(os.environ)
    if os.name == "nt":  # pragma: no cover  # needs a Windows desktop
        import ctypes
        import locale

        desktop = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")  # type: ignore[attr-defined,unused-ignore]
        environment.setdefault("LANG", desktop)
    return environment


def _speak(environment: Mapping[str, str]) -> None:
    """Choose the language, before anything is imported that makes help texts."""
    language.use(language.chosen(environment))
    # The headings of the help come through gettext's own domain, which looks for the language in the environment.
    gettext.bindtextdomain(language.FRAMEWORK, str(language.CATALOGUES))
    gettext.textdomain(language.FRAMEWORK)
    os.environ["LANGUAGE"] = language.spoken()


def _refuse_broken_arguments(arguments: list[str]) -> None:
    """Raise UsageError where an argument is not UTF-8: such bytes could not be written into any file of the store."""
    for argument in arguments:
        if not argument.isascii() and any("\ud800" <= letter <= "\udfff" for letter in argument):
            raise UsageError(_("an argument is not UTF-8: {text}; convert it and try again").format(text=argument))


def _complete(asking: str, environment: Mapping[str, str], made: Callable[[], Context]) -> None:
    """Answer a shell that asks how a word may go on."""
    from typer.main import get_group

    from mcu_cli import completing
    from mcu_cli.program import program

    text = completing.answer(get_group(program), asking, environment, made)
    if sys.stdout is not None:
        with to_stdout():
            sys.stdout.buffer.write(text.encode())  # in UTF-8, whatever code page a shell on Windows has
            sys.stdout.buffer.flush()


def _let_go(stream: TextIO) -> None:
    """Lead a stream that takes no more into nothing: the flush at the end of the process would complain again."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _outcome() -> int:
    """Run mcu with the arguments of the process; return its exit code, everything said but not all of it flushed."""
    environment = environment_of_process()
    _speak(environment)
    from typer import Abort

    from mcu_cli.program import UsageOfFramework, program

    asking = environment.get(_ASKING, "")

    def made() -> Context:
        from pathlib import Path

        from mcu_cli.context import context_of  # not for --version

        return context_of(environment, Path.cwd(), run, json="--json" in sys.argv and not asking)

    try:
        if asking:
            _complete(asking, environment, made)
            return ExitCode.DONE
        _refuse_broken_arguments(sys.argv)
        return int(program(prog_name="mcu", obj=made, standalone_mode=False) or 0)
    except OutputLostError:
        raise
    except McuError as error:
        _door(json="--json" in sys.argv).error(str(error))
        return error.exit_code
    except UsageOfFramework as error:
        from mcu_cli.usage import usage_sentence

        _door(json="--json" in sys.argv).error(usage_sentence(error))
        return ExitCode.USAGE
    except (MemoryError, OSError) as error:
        words = _exhausted(error)
        if not words:
            raise
        _door(json="--json" in sys.argv).error(words)
        return ExitCode.CONFLICT
    except Abort:
        return ExitCode.INTERRUPTED


def _exhausted(error: MemoryError | OSError) -> str:
    """Return what to say where the machine or the system has no more of what a command takes; nothing for others."""
    if isinstance(error, MemoryError):
        return _("the memory of this machine is not enough for this; close other programs, or do it in smaller parts")
    if error.errno in _EXHAUSTED:
        return _(
            "the system has no more of what this takes ({reason}); close other programs, or raise the limit that "
            "`ulimit -a` shows"
        ).format(reason=error.strerror)
    return ""


def _door(*, json: bool) -> Out:
    """Return the way out where a run has not got so far as to have one of its own."""
    from mcu_cli.render.out import Out

    return Out(sys.stdout, sys.stderr, json=json)


def main() -> None:
    """Run mcu with the arguments of the process, and end the process with its exit code."""
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    try:
        code = _outcome()
        with to_stdout():
            if sys.stdout is not None:
                sys.stdout.flush()
    except (ReaderGoneError, BrokenPipeError):
        _let_go(sys.stdout)
        code = ExitCode.DONE
    except OutputLostError as error:
        _let_go(sys.stdout)
        _door(json=False).error(str(error))
        code = error.exit_code
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        _let_go(sys.stderr)
    sys.exit(code)
