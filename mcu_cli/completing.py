"""The answer to a shell that asks how a half-typed word may go on: nothing is recorded, asked or waited for."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

# The framework exports no way from a command line to what completes its last word; its own scripts are not ours.
from typer._click.shell_completion import _resolve_context, _resolve_incomplete

from mcu_cli.domain.likely_words import Candidate
from mcu_cli.render.shells import FILES, FOLDERS, SHELLS, Asked, answer_text, asked_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mcu_cli.context import Context

_INSTRUCTION = "complete_"
_SENTENCE = 200
_FOLDER = "DIR"  # what stands in help for the value of an argument or option that names a folder


def answer(program: Any, asking: str, environment: Mapping[str, str], context: Callable[[], Context]) -> str:
    """Return what the shell that asks (`complete_bash`) is to read; empty where there is nothing to offer.

    The environment holds the command line; `context` makes the context of the run, in whose store the candidates are
    looked up.
    """
    shell = asking.removeprefix(_INSTRUCTION)
    if shell not in SHELLS:
        return ""
    # Somebody is in the middle of typing a line: whatever is wrong (no store, a broken registry, an option that does
    # not exist), the line stays as it is and nothing is said. The command itself says it when it is run.
    with contextlib.suppress(Exception), _silence():
        asked = asked_by(
            shell,
            environment.get("_MCU_LINE", ""),
            piece=environment.get("_MCU_WORD", ""),
            kind=environment.get("_MCU_TYPE", ""),
            columns=environment.get("_MCU_COLUMNS", ""),
        )
        mcu = context()
        mcu.out.quiet = True
        try:
            return _answer(program, asked, mcu)
        finally:
            mcu.close()
    return ""


def _answer(program: Any, asked: Asked, mcu: Context) -> str:
    before = [*asked.before]
    context = _resolve_context(program, {"obj": mcu}, "mcu", before)
    store = context.find_root().params.get("store")
    mcu.store_folder = Path(store).expanduser() if store else None  # the line is as it was typed, `~` and all
    if context.parent is None and (context.args or context._protected_args):  # noqa: SLF001  # left over: no command
        return ""
    completed: Any
    completed, half_typed = _resolve_incomplete(context, before, asked.word)
    kind = getattr(completed, "type", None)
    if kind is not None and kind.name == "path":  # the shell knows its files
        return f"{FOLDERS if completed.metavar == _FOLDER else FILES}\n"
    # `--to=Roads`: the framework looks at what stands behind the sign, the shell replaces all of it.
    option, sign, _value = asked.word.partition("=")
    standing = option + sign if sign and option.startswith("-") else ""
    candidates = [
        Candidate(
            standing + item.value,
            _meaning(completed, item),
            standing + item.named if item.named else "",
            goes_on=bool(item.goes_on),
        )
        for item in completed.shell_complete(context, half_typed)
    ]
    return answer_text(asked, candidates)


def _meaning(completed: Any, item: Any) -> str:
    """Return what an item means; of a command its whole first sentence, which the framework would cut."""
    commands = getattr(completed, "commands", {})
    return str(commands[item.value].get_short_help_str(limit=_SENTENCE) if item.value in commands else item.help or "")


@contextlib.contextmanager
def _silence() -> Any:
    """Keep what a callback prints (`--version` on the line) from the shell that reads candidates."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
