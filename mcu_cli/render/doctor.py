"""What an examination found, for a reader: a line each, the worst marked so that it is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _, marked, ngettext
from mcu_cli.render.clean import clean_line
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.render.out import Out

_MARKS = {
    "ok": marked("in order"),
    "note": marked("note"),
    "warning": marked("warning"),
    "error": marked("error"),
    "done": marked("done"),
}


def tell_findings(out: Out, lines: Sequence[tuple[str, str]], *, errors: int, warnings: int) -> None:
    """Print lines of level and sentence, then how many errors and warnings there are."""
    marks = {level: _(mark) for level, mark in _MARKS.items()}
    width = max(map(len, marks.values()))
    for level, sentence in lines:
        out.say(f"{marks[level]:<{width}}  {clean_line(sentence)}")
    if not errors and not warnings:
        out.say(_("all is in order; `mcu check` looks at what is in the files"))
        return
    found = ngettext("{n} error", "{n} errors", errors).format(n=number_text(errors))
    doubts = ngettext("{n} warning", "{n} warnings", warnings).format(n=number_text(warnings))
    out.say(f"{found}, {doubts}")
