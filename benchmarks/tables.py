"""The tables of docs/performance.md, written from what was measured, between `<!-- measured: NAME -->` and an end."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any

from benchmarks.goals import DAY, GOALS, SIZES, Goal, is_ours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Measured = Mapping[str, Mapping[str, Any]]  # size -> {"machine": …, "cases": {key: …}}

BLOCK = re.compile(r"<!-- measured: (?P<name>[a-z-]+) -->\n(?P<body>.*?)<!-- end -->", re.DOTALL)
_NOTHING = "–"
_WIDTH = 118  # of a line of prose


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown; the columns behind the first are set to the right."""
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |\n" for line in lines)


def written_anew(text: str, measured: Measured) -> str:
    """Return a document with all its tables as they follow from `measured`."""

    def block(found: re.Match[str]) -> str:
        name = found["name"]
        return f"<!-- measured: {name} -->\n\n{TABLES[name](measured)}\n<!-- end -->"

    return BLOCK.sub(block, text)


def _sizes(measured: Measured) -> list[str]:
    """Return the usual sizes, so that a gap is seen, and whatever else was measured, the least first."""
    return [str(size) for size in sorted({*SIZES, *(int(name) for name in measured if name.isdecimal())})]


def _cases(measured: Measured, size: str) -> Mapping[str, Mapping[str, Any]]:
    cases: Mapping[str, Mapping[str, Any]] = measured.get(size, {}).get("cases", {})
    return cases


def _headings(measured: Measured) -> list[str]:
    return [f"{int(size):,}" for size in _sizes(measured)]


def _repeat(measured: Measured, *groups: str) -> str:
    sizes = " ".join(size for size in _sizes(measured) if size in measured)
    at = f' SIZES="{sizes}"' if sizes else ""
    only = f' GROUPS="{" ".join(groups)}"' if groups else ""
    return f"\nTo repeat: `make bench{at}{only}`\n"


def _goals(measured: Measured) -> str:
    rows = []
    for goal in GOALS:
        cells = []
        for size in _sizes(measured):
            judged = int(size) == goal.at
            of = goal.store or size
            cells.append(
                _judged(goal, goal.figure(_cases(measured, of)), judged=judged) if judged or of == size else ""
            )
        rows.append((goal.title, f"{goal.most:,g} {goal.unit}", *cells))
    return table(("goal", "at most", *_headings(measured)), rows) + _repeat(measured)


def _judged(goal: Goal, figure: float | str | None, *, judged: bool) -> str:
    if figure is None or isinstance(figure, str):
        return figure or _NOTHING
    said = f"{figure:.2f} ×" if goal.unit == "×" else f"{figure:,.0f} {goal.unit}"
    if judged:
        return f"**{said}, {'met' if goal.is_met(figure) else 'missed'}**"
    return said


def _times(*prefixes: str) -> Callable[[Measured], str]:
    """Return what writes a table of times: medians in milliseconds or seconds, with the ratio to what it is held to."""

    def written(measured: Measured) -> str:
        return _rows(measured, prefixes, "command", _time) + _repeat(measured, *prefixes)

    return written


def _rows(
    measured: Measured,
    prefixes: Sequence[str],
    first: str,
    cell: Callable[[Mapping[str, Any], Mapping[str, Mapping[str, Any]]], str],
    *,
    only_ours: bool = False,
) -> str:
    """Return a table of a row for each case whose key begins with one of the prefixes, a column for each size."""
    shown: dict[str, str] = {}
    for size in _sizes(measured):
        for key, told in _cases(measured, size).items():
            if key.partition(".")[0] in prefixes and (is_ours(told) or not only_ours):
                shown.setdefault(key, str(told["shown"]))
    rows = []
    for key, name in shown.items():
        cells = []
        for size in _sizes(measured):
            cases = _cases(measured, size)
            cells.append(cell(cases[key], cases) if key in cases else _NOTHING)
        rows.append((_code(name), *cells))
    return table((first, *_headings(measured)), rows)


def _code(shown: str) -> str:
    """Return what is typed as code, with the remark behind it in plain letters."""
    if not shown.startswith(("mcu ", "git ")):
        return shown
    command, comma, remark = shown.partition(", ")
    return f"`{command}`{comma}{remark}"


def _time(told: Mapping[str, Any], cases: Mapping[str, Mapping[str, Any]]) -> str:
    if "failed" in told:
        return "failed"
    said = _seconds(float(told["wall_ms"]))
    against = [float(cases[key]["wall_ms"]) for key in told["against"] if "wall_ms" in cases.get(key, {})]
    if against and len(against) == len(told["against"]):
        said += f" ({float(told['wall_ms']) / sum(against):.2f} ×)"
    return said


def _seconds(milliseconds: float) -> str:
    if milliseconds < 1_000:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1000:,.{1 if milliseconds < 100_000 else 0}f} s"


def _bulk(measured: Measured) -> str:
    def cell(told: Mapping[str, Any], cases: Mapping[str, Mapping[str, Any]]) -> str:
        said = _time(told, cases)
        if "failed" in told:
            return said
        if told.get("counts"):
            said += f", {1000 * told['counts'] / float(told['wall_ms']):,.0f} a second"
        return f"{said}, {_runs(told['runs'])}"

    return _rows(measured, ("imports", "rebuild", "bulk"), "command", cell) + _repeat(
        measured, "imports", "rebuild", "bulk"
    )


def _runs(count: int) -> str:
    return f"{count} run{'' if count == 1 else 's'}"


def _memory(measured: Measured) -> str:
    prefixes = ("reads", "history", "writes", "bulk", "rebuild", "imports", "others")

    def cell(told: Mapping[str, Any], _cases: Mapping[str, Mapping[str, Any]]) -> str:
        return f"{told['peak_mb']:,.0f}" if "peak_mb" in told else "failed" if "failed" in told else _NOTHING

    return _rows(measured, prefixes, "command, MB", cell, only_ours=True) + _repeat(measured)


def _growth(measured: Measured) -> str:
    rows = []
    for size in [*_sizes(measured), DAY]:
        told = _cases(measured, size).get("growth.plain")
        name = "20,000, 15,000 of them in one day" if size == DAY else f"{int(size):,}"
        if told is None or "failed" in told:
            rows.append((name, *["failed" if told else _NOTHING] * 2))
        else:
            rows.append((name, f"{told['packed']:,}", f"{told['loose']:,}"))
    return table(("appeals", "bytes a command, packed", "in files until then"), rows) + _repeat(measured, "growth")


def _machine(measured: Measured) -> str:
    lines: dict[str, list[str]] = {}
    for name, told in measured.items():
        lines.setdefault(str(told["machine"]), []).append(f"{int(name):,}" if name.isdecimal() else name)
    found = [f"- {machine}: {', '.join(names)}" for machine, names in lines.items()]
    return "".join(f"{textwrap.fill(line, _WIDTH, subsequent_indent='  ')}\n" for line in found)


def _failures(measured: Measured) -> str:
    lines = [
        f"- {f'{int(size):,}' if size.isdecimal() else size}: {_code(str(told['shown']))}: {told['failed']}\n"
        for size, part in measured.items()
        for told in part.get("cases", {}).values()
        if "failed" in told
    ]
    return "".join(lines) or "Every command that was measured ended well.\n"


def _ways(kind: str) -> Callable[[Measured], str]:
    """Return what writes the tables of one kind of commit_ways.py, one for each size."""

    def written(measured: Measured) -> str:
        parts = []
        for part in measured.get("ways", {}).get("tables", {}).get(kind, {}).values():
            rows = [(name, *cells) for name, cells in part["rows"].items()]
            parts.append(f"{part['heading']}:\n\n{table(('', *part['columns']), rows)}\n")
        return "".join(parts) + "To repeat: `make ways`\n"

    return written


TABLES: Mapping[str, Callable[[Measured], str]] = {
    "machine": _machine,
    "goals": _goals,
    "reads": _times("reads"),
    "cold": _times("cold"),
    "writes": _times("writes"),
    "log": _times("history"),
    "bulk": _bulk,
    "others": _times("others"),
    "memory": _memory,
    "growth": _growth,
    "failures": _failures,
    "ways-one": _ways("one"),
    "ways-bulk": _ways("bulk"),
    "ways-log": _ways("log"),
}
