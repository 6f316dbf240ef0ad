"""Negated terms of a query on the command line: `-overdue` and `-department:roads` are no options.

They get another minus before the framework reads the line, which takes what begins with a hyphen for an option.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.words import fold
from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.selecting import MINUS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FIELD = re.compile(r"-([A-Za-z][A-Za-z_-]*)[:<>=]")
# An option of one letter with letters glued to it, or a negated word.
_GLUED = re.compile(r"-[A-Za-z][^\W\d_]")
# A saved filter, a bracket, a quote, a Russian word, a whole id.
_SIGN = re.compile(r"-(?:[@(\"«“„\u0400-\u04ff]|[0-9]{8}-)")


def with_negations(parameters: Sequence[Any], arguments: Sequence[str]) -> list[str]:
    """Return the arguments of a command with its negated terms in a form that no option has.

    The value behind an option (`--text -да`) and all behind `--` are left as they are. A command that takes no query
    has no such terms.
    """
    if not any(parameter.param_type_name == "argument" and parameter.nargs == -1 for parameter in parameters):
        return [*arguments]
    takes_value = {
        name: not getattr(parameter, "is_flag", False)
        for parameter in parameters
        if parameter.param_type_name == "option"
        for name in parameter.opts
    }
    found: list[str] = []
    is_value = False
    for number, argument in enumerate(arguments):
        if argument == "--" and not is_value:
            return [*found, *arguments[number:]]
        is_term = not is_value and _is_negated(argument)
        if not is_value and not is_term:
            _refuse_doubtful(argument, takes_value)
        found.append(MINUS + argument[1:] if is_term else argument)
        is_value = not is_value and not is_term and _wants_value(argument, takes_value)
    return found


def _is_negated(argument: str) -> bool:
    if not argument.startswith("-") or argument.startswith("--"):
        return False
    if _SIGN.match(argument):
        return True
    from mcu_cli.domain.query.fields import conditions_by_name, find_field  # few arguments come here

    field = _FIELD.match(argument)
    return find_field(field[1]) is not None if field else fold(argument[1:]) in conditions_by_name()


def _refuse_doubtful(argument: str, takes_value: Mapping[str, bool]) -> None:
    """Raise UsageError for `-overdu`: as an option with its value glued to it, it would write a file `verdu`."""
    letters = argument[1:]
    known = [takes_value.get(f"-{letter}") for letter in letters]
    if not _GLUED.match(argument) or (None not in known and True not in known[:-1]):
        return  # `-yt` are two options, and the value of the second comes next
    raise UsageError(
        _(
            "{argument} may be an option or a word that must not stand; put a blank behind the option ({option} …), "
            "or write `not {word}`"
        ).format(argument=argument, option=argument[:2], word=letters)
    )


def _wants_value(argument: str, takes_value: Mapping[str, bool]) -> bool:
    """Whether the value of an option is the next argument: `--text`, `-t`, `-yt`, but not `--text=x` or `-tx`."""
    if argument.startswith("--"):
        return takes_value.get(argument, False)
    if not argument.startswith("-"):
        return False
    letters = argument[1:]
    for number, letter in enumerate(letters):
        if takes_value.get(f"-{letter}", False):
            return number == len(letters) - 1
    return False
