"""What `make torture` has tried and found: kept in measured.json, told as a table, written into docs/reliability.md.

A document holds such a table between `<!-- torture: NAME -->` and `<!-- end -->`.

    python -m tests.torture.tables               writes the tables of docs/reliability.md anew
    python -m tests.torture.tables FILE FILE     from what several runs have measured, together
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    # Of each campaign its runs: {"asked", "seconds", "seed", "kinds": {kind: {"tried", "findings"}}}.
    Measured = Mapping[str, Sequence[Mapping[str, Any]]]

_FOLDER = Path(__file__).resolve().parent
MEASURED = _FOLDER / "measured.json"
DOCUMENT = _FOLDER.parents[1] / "docs" / "reliability.md"
BLOCK = re.compile(r"<!-- torture: (?P<name>[a-z]+) -->\n(?P<body>.*?)<!-- end -->", re.DOTALL)
_HEADINGS = {
    "kills": "command that was killed",
    "cuts": "command at which the power was cut",
    "faults": "error of the disk",
    "grounds": "ground",
    "races": "role and exit code",
}


def remember(measured: Measured) -> None:
    """Put what was measured into measured.json, in place of what was there of the same campaigns."""
    whole = {**known(), **measured}
    MEASURED.write_text(json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if DOCUMENT.exists():
        text = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(written_anew(text, whole), encoding="utf-8", newline="\n")


def known() -> dict[str, Any]:
    """Return what measured.json holds."""
    found: dict[str, Any] = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    return found


def written_anew(text: str, measured: Measured) -> str:
    """Return a document with all its tables as they follow from `measured`."""
    return BLOCK.sub(
        lambda found: f"<!-- torture: {found['name']} -->\n\n{_block(found['name'], measured)}\n<!-- end -->", text
    )


def joined(files: Iterable[Path]) -> dict[str, Any]:
    """Return what several measured files hold together: of each campaign the runs of all, each run once."""
    found: dict[str, list[Any]] = {}
    for path in files:
        for name, runs in json.loads(path.read_text(encoding="utf-8")).items():
            known_ones = found.setdefault(name, [])
            known_ones.extend(run for run in runs if run not in known_ones)
    return found


def told(measured: Measured) -> str:
    """Return all that was measured as one table."""
    rows = [
        (name, kind, f"{tried:,}", f"{findings:,}")
        for name, runs in measured.items()
        for kind, (tried, findings) in _by_kind(runs).items()
    ]
    for name, runs in measured.items():
        tried, findings = sums(runs)
        rows.append((name, f"all, in {_seconds(runs):,} s", f"{tried:,}", f"{findings:,}"))
    return table(("campaign", "what", "tried", "findings"), rows)


def sums(runs: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """Return how much the runs of a campaign tried, and in how many of these something was found."""
    counts = _by_kind(runs).values()
    return sum(tried for tried, _findings in counts), sum(findings for _tried, findings in counts)


def _by_kind(runs: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """Return of each kind how much was tried and found in all runs."""
    found: dict[str, tuple[int, int]] = {}
    for run in runs:
        for kind, count in run["kinds"].items():
            tried, findings = found.get(kind, (0, 0))
            found[kind] = tried + count["tried"], findings + count["findings"]
    return found


def _seconds(runs: Iterable[Mapping[str, Any]]) -> int:
    return sum(run["seconds"] for run in runs)


def _block(name: str, measured: Measured) -> str:
    if name == "all":
        return _glance(measured)
    runs = measured.get(name, ())
    if not runs:
        return "Not measured yet.\n"
    rows = [(kind, f"{tried:,}", f"{findings:,}") for kind, (tried, findings) in sorted(_by_kind(runs).items())]
    tried, findings = sums(runs)
    rows.append(("**all**", f"**{tried:,}**", f"**{findings:,}**"))
    return table((_HEADINGS[name], "tried", "findings"), rows) + _repeat(name, runs)


def _glance(measured: Measured) -> str:
    rows = []
    for name, heading in _HEADINGS.items():
        runs = measured.get(name, ())
        tried, findings = sums(runs)
        rows.append((name, f"{tried:,}", f"{findings:,}", f"{_seconds(runs):,}", f"by {heading}"))
    return table(("campaign", "tried", "findings", "seconds", "counted"), rows)


def _repeat(name: str, runs: Sequence[Mapping[str, Any]]) -> str:
    """Return the commands that try the same again, and nothing else."""
    lines = []
    for run in runs:
        counts = {"KILLS": 0, "CUTS": 0, "FAULTS": 0, "RACES": 0}
        if name in {"kills", "cuts", "faults"}:
            counts[name.upper()] = run["asked"]
        if name == "races":
            counts["RACES"] = run["kinds"]["races"]["tried"]
        words = " ".join(f"{key}={count}" for key, count in counts.items())
        more = "" if name == "grounds" else ' TORTURE="--no-grounds"'
        lines.append(f"`make torture {words} SEED={run['seed']}{more}`")
    return "\nTo repeat: " + ",\n".join(lines) + "\n"


if __name__ == "__main__":
    remember(joined([Path(name) for name in sys.argv[1:]]) if sys.argv[1:] else {})
