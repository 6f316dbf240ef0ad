"""The figures of fuzzing: kept in `measured.json`, and shown in docs/reliability.md."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.fuzz.seeds import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MEASURED = ROOT / "tests" / "fuzz" / "measured.json"
PAGE = ROOT / "docs" / "reliability.md"
BEGINS, ENDS = "<!-- fuzz: all -->", "<!-- end -->"


def number_after(words: str, text: str) -> int:
    """Return the number that follows `words` in what a program printed, 0 where there is none."""
    found = re.search(re.escape(words) + r"\s*(\d+)", text)
    return int(found[1]) if found else 0


def write(measured: Path, found: Mapping[str, Mapping[str, Any]], seconds: float, seed: int) -> None:
    """Keep the figures, and put them into the page where it shows the same ones."""
    targets = {
        name: {
            way: {**tried._asdict(), "seconds": round(tried.seconds), "slowest": round(tried.slowest, 2)}
            for way, tried in ways.items()
        }
        for name, ways in found.items()
    }
    measured.write_text(
        json.dumps({"seconds": round(seconds), "seed": seed, "targets": targets}, indent=2) + "\n",
        encoding="utf-8",
        newline="\n",
    )
    if measured == MEASURED and PAGE.exists():
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(
            with_table(page, table(json.loads(measured.read_text("utf-8")))), encoding="utf-8", newline="\n"
        )


def table(measured: Mapping[str, Any]) -> str:
    """Return the figures as a table of Markdown."""
    lines = [f"By `make fuzz SECONDS={measured['seconds']} SEED={measured['seed']}`:", ""]
    lines += ["| what reads | inputs tried | of them guided | seconds | slowest input, s | findings |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: |")
    sums = [0, 0, 0, 0.0, 0]
    for name, ways in measured["targets"].items():
        guided = ways.get("guided", {}).get("inputs", 0)
        row = [
            sum(tried["inputs"] for tried in ways.values()),
            guided,
            sum(tried["seconds"] for tried in ways.values()),
            max(tried["slowest"] for tried in ways.values()),
            sum(tried["findings"] for tried in ways.values()),
        ]
        sums = [max(old, new) if n == 3 else old + new for n, (old, new) in enumerate(zip(sums, row, strict=True))]
        lines.append(f"| {name} | " + " | ".join(_figure(value) for value in row) + " |")
    lines.append("| all | " + " | ".join(_figure(value) for value in sums) + " |")
    return "\n".join(lines)


def _figure(value: Any) -> str:
    return f"{value:.2f}" if isinstance(value, float) else f"{value:,}"


def with_table(page: str, rows: str) -> str:
    """Return the page with another table between its two marks; the same page where it has none."""
    before, mark, rest = page.partition(BEGINS)
    if not mark:
        return page
    return f"{before}{BEGINS}\n\n{rows}\n\n{ENDS}{rest.partition(ENDS)[2]}"
