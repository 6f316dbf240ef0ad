"""Wrong usage said in mcu's own words: the framework knows what is wrong, but says it in English only."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from mcu_cli.language import _, marked

_ALIKE = 0.75
# What the framework says, and how mcu says it; what fits none is passed on as it is.
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (r"Missing argument '(?P<name>.+?)'\..*", marked("the argument {name} is missing")),
        (
            r"Missing option '(?P<name>.+?)'\. Choose from:\s*(?P<choices>.+)",
            marked("the option {name} is missing; choose from {choices}"),
        ),
        (r"Missing option '(?P<name>.+?)'\..*", marked("the option {name} is missing")),
        (
            r"No such option:? '?(?P<name>[^\s']+)'?\.? \((?:Possible options:|Did you mean) (?P<choices>.+?)\??\)",
            marked("there is no option {name}; did you mean {choices}?"),
        ),
        (r"No such option:? '?(?P<name>[^\s']+)'?.*", marked("there is no option {name}")),
        (
            r"No such command '(?P<name>.+?)'\. Did you mean (?P<choices>.+?)\?",
            marked("there is no command {name}; did you mean {choices}?"),
        ),
        (r"No such command '(?P<name>.+?)'\..*", marked("there is no command {name}")),
        (r"Missing command\.", marked("name a command")),
        (
            r"Invalid value for '(?P<name>.+?)': '(?P<value>.*)' is not one of (?P<choices>.+?)\.?",
            marked("{name}: {value} is not one of {choices}"),
        ),
        (
            r"Invalid value for '(?P<name>.+?)': '?(?P<value>.*?)'? is not a valid (?:int|float).*",
            marked("{name}: {value} is not a number"),
        ),
        (
            r"Invalid value for '(?P<name>.+?)': (?P<value>\S+) is not in the range (?P<choices>.+?)\.?",
            marked("{name}: {value} is out of range ({choices})"),
        ),
        (r"Got unexpected extra argument(?:s|\(s\))? \((?P<name>.+)\)", marked("{name} is too much")),
        (r"Option '(?P<name>.+?)' requires an argument\.?", marked("the option {name} needs a value")),
        (r"Option '(?P<name>.+?)' does not take a value\.?", marked("the option {name} takes no value")),
    )
)


def usage_sentence(error: Any) -> str:
    """Return what is wrong and where to look, for a usage error of the framework."""
    said = error.format_message()
    command = error.ctx.command_path if getattr(error, "ctx", None) is not None else "mcu"
    hint = _("see `{command} --help`").format(command=command)
    for pattern, sentence in _SENTENCES:
        found = pattern.fullmatch(said)
        if found and not _is_far_fetched(found.groupdict(), pattern):
            parts = {name: _listed(name, value or "") for name, value in found.groupdict().items()}
            return f"{_(sentence).format(**parts)}; {hint}"
    return f"{said}; {hint}"


def _is_far_fetched(parts: dict[str, str | None], pattern: re.Pattern[str]) -> bool:
    """Whether the framework proposes an option that looks alike by its dashes alone; then no proposal is made."""
    if not pattern.pattern.startswith("No such option") or "choices" not in parts:
        return False
    name = (parts["name"] or "").strip("-")
    alike = (choice.strip(" '-") for choice in (parts["choices"] or "").split(","))
    return all(SequenceMatcher(None, name, choice).ratio() < _ALIKE for choice in alike)


def _listed(name: str, value: str) -> str:
    words = " ".join(value.split()).replace("' / '", ", ")
    if name == "choices":
        return ", ".join(part.strip(" '") for part in words.replace("' or '", "', '").split(","))
    return words
