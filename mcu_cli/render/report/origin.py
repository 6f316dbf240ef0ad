"""The lines that end every report: the state of the record behind it, and how to repeat it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.summary_text import fingerprint_text
from mcu_cli.wording import moment_text

if TYPE_CHECKING:
    from mcu_cli.render.report.text import Data


def origin(data: Data) -> list[str]:
    """Return the fingerprint of the record, its commit, the moment of an unfinished period, and the command.

    Figures that name no commit, which no report prints, have none of it.
    """
    if "fingerprint" not in data:
        return []
    whole = data["fingerprint"]
    lines = [
        _("Fingerprint of the record: {short}").format(short=fingerprint_text(whole)),
        _("Commit: {commit}").format(commit=whole),
    ]
    if data["period"]["as_of"]:
        moment = moment_text(datetime.fromisoformat(data["as_of"]))
        lines.append(_("Figures as of: {moment}").format(moment=moment))
    lines.append(_("To repeat this report: {command}").format(command=data["repeat"]))
    return lines
