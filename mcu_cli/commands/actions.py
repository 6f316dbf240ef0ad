"""Commands whose first word says what to do: how such words are called, and which options go with which of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.commands.word import OneOf
from mcu_cli.errors import UsageError
from mcu_cli.language import _, marked

if TYPE_CHECKING:
    from enum import StrEnum

    import typer

# One word has one title in all commands, so that whoever knows one of them knows the others.
_TITLES = {
    "add": marked("add"),
    "appeal": marked("appeal"),
    "apply": marked("apply"),
    "done": marked("done"),
    "extend": marked("extend"),
    "hold": marked("hold"),
    "install": marked("install"),
    "list": marked("list"),
    "receive": marked("receive"),
    "release": marked("release"),
    "remove": marked("remove"),
    "result": marked("result"),
    "run": marked("run"),
    "save": marked("save"),
    "show": marked("show"),
    "withdraw": marked("withdraw"),
}
_OF_ALL = "--json"


def action_title(action: StrEnum) -> str:
    """Return what an action is called in the language spoken; it may be typed so, too."""
    return _(_TITLES[action.value])


def action_of(actions: type[StrEnum]) -> OneOf:
    """Return the type of the argument that takes one of `actions`, for `click_type`."""
    return OneOf(actions, action_title)


def refuse_others(ctx: typer.Context, action: StrEnum, *taken: str) -> None:
    """Raise UsageError for an option that was typed and is not among those `taken` by the action."""
    for parameter in ctx.command.params:
        option = next((name for name in parameter.opts if name.startswith("--")), "")
        source = ctx.get_parameter_source(parameter.name or "")
        if option not in {"", _OF_ALL, *taken} and source is not None and source.name == "COMMANDLINE":
            raise UsageError(
                _("`mcu {command} {action}` takes no {option}; leave it out").format(
                    command=ctx.command.name, action=action.value, option=option
                )
            )
