"""Which reports are kept to be shown again, and by what they are known.

What a report of a period that is over says follows from the commit, the period, the form and the program: neither the
moment of the run nor the folder has a part in it. So the second time it is read and not counted.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mcu_cli
from mcu_cli import language
from mcu_cli.report_forms import ReportFormat
from mcu_cli.reports.kinds import ReportKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.context import Context
    from mcu_cli.reports.periods import Period

_KINDS = (ReportKind.PUBLIC, ReportKind.REVIEW)  # a text for the press is of templates; the internal one is personal
_FORMS = (ReportFormat.TERMINAL, ReportFormat.MARKDOWN, ReportFormat.JSON)


def question_of(
    mcu: Context, kind: ReportKind, form: ReportFormat, period: Period, *, full: bool
) -> dict[str, Any] | None:
    """Return by what a report is known, None for one that is not kept.

    One for a terminal is meant as it goes to a file or a pipe, not to the width and the colours of a window.
    """
    commit = mcu.store.commit
    is_over = period.bounds(mcu.store.registry.municipality.timezone)[1] <= mcu.now
    if commit is None or not is_over or kind not in _KINDS or form not in _FORMS:
        return None
    return {
        "commit": commit,
        "kind": kind.value,
        "form": form.value,
        "period": [period.kind.value, period.first.isoformat(), period.last.isoformat()],
        "full": full,
        "language": language.spoken(),
        "program": [mcu_cli.__version__, *_stamps()],
    }


def _stamps() -> Iterator[int]:
    """Yield what changes with the program and with the days off that it knows."""
    package = Path(__file__).parent
    for folder, folders, _files in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        with os.scandir(folder) as found:
            yield max((one.stat().st_mtime_ns for one in found if one.is_file()), default=0)
    holidays = find_spec("holidays")
    if holidays is not None and holidays.origin is not None:
        yield (Path(holidays.origin).parent / "countries" / "russia.py").stat().st_mtime_ns
