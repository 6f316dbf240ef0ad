"""What `make torture` has tried and found: kept in measured.json, told as a table, written into docs/reliability.md.

A document holds such a table between `<!-- torture: NAME -->` and `<!-- end -->`.

    python -m tests.torture.tables          writes the tables of docs/reliability.md anew
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Measured = Mapping[
        str, Mapping[str, Any]
    ]  # campaign -> {"seconds", "seed", "kinds": {kind: {"tried", "findings"}}}

_FOLDER = Path(__file__).resolve().parent
MEASURED = _FOLDER / "measured.json"
DOCUMENT = _FOLDER.parents[1] / "docs" / "reliability.md"
BLOCK = re.compile(r"<!-- torture: (?P<name>[a-z]+) -->\n(?P<body>.*?)<!-- end -->", re.DOTALL)
_HEADINGS = {
    "kills": "command that was killed",
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


def told(measured: Measured) -> str:
    """Return all that was measured as one table."""
    rows = [
        (name, kind, f"{count['tried']:,}", f"{count['findings']:,}")
        for name, campaign in measured.items()
        for kind, count in campaign["kinds"].items()
    ]
    return table(("campaign", "what", "tried", "findings"), [*rows, *_sums(measured)])


def _sums(measured: Measured) -> Iterator[tuple[str, str, str, str]]:
    for name, campaign in measured.items():
        tried, findings = sums(campaign)
        yield name, f"all, in {campaign['seconds']:,} s, seed {campaign['seed']}", f"{tried:,}", f"{findings:,}"


def sums(campaign: Mapping[str, Any]) -> tuple[int, int]:
    """Return how much a campaign tried, and in how many of these something was found."""
    kinds = campaign["kinds"].values()
    return sum(count["tried"] for count in kinds), sum(count["findings"] for count in kinds)


def _block(name: str, measured: Measured) -> str:
    if name == "all":
        every: list[tuple[str, ...]] = []
        for one, heading in _HEADINGS.items():
            if one in measured:
                tried, findings = sums(measured[one])
                every.append((one, f"{tried:,}", f"{findings:,}", f"{measured[one]['seconds']:,}", f"by {heading}"))
        return table(("campaign", "tried", "findings", "seconds", "counted"), every)
    campaign = measured.get(name)
    if campaign is None:
        return "Not measured yet.\n"
    rows = [
        (kind, f"{count['tried']:,}", f"{count['findings']:,}") for kind, count in sorted(campaign["kinds"].items())
    ]
    tried, findings = sums(campaign)
    rows.append(("**all**", f"**{tried:,}**", f"**{findings:,}**"))
    return table((_HEADINGS[name], "tried", "findings"), rows) + _repeat(name, campaign)


def _repeat(name: str, campaign: Mapping[str, Any]) -> str:
    """Return the command that tries the same again, and nothing else."""
    tried, _findings = sums(campaign)
    races = campaign["kinds"].get("races", {}).get("tried", 0)
    counts = {"KILLS": 0, "FAULTS": 0, "RACES": 0}
    if name in {"kills", "faults"}:
        counts[name.upper()] = tried
    if name == "races":
        counts["RACES"] = races
    words = " ".join(f"{key}={count}" for key, count in counts.items())
    more = "" if name == "grounds" else ' TORTURE="--no-grounds"'
    return f"\nTo repeat: `make torture {words} SEED={campaign['seed']}{more}`\n"


if __name__ == "__main__":
    remember({})
