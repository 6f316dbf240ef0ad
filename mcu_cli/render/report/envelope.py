"""A report as text of the JSON envelope, for a file; on stdout the same comes from `Out.result`."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.errors import Problem
    from mcu_cli.render.out import Out
    from mcu_cli.render.report.text import Data


def json_report(data: Data, out: Out, problems: Sequence[Problem]) -> str:
    """Return the envelope around a report, as `out` would print it."""
    written = io.StringIO()
    replace(out, stdout=written, json=True).result(dict(data), _nothing, problems)
    return written.getvalue()


def _nothing() -> None:
    """Stand where the form for people would be printed."""
