"""git's commit graph as it lies on the disk: how many commits it knows, and whether it knows their paths.

Only the heads of its files are read (gitformat-commit-graph(5)); git itself reads the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_MARK = b"CGPH"
_HEADER, _ROW, _FANOUT = 8, 12, 256 * 4  # bytes
_COUNTS, _PATHS = b"OIDF", b"BIDX"


class Graph(NamedTuple):
    """One file of the graph: its number of commits, and whether it says which paths each of them touched."""

    commits: int
    paths: bool


def graphs(objects: Path) -> list[Graph]:
    """Return the files of the graph below git's folder of objects; none that cannot be read."""
    info = objects / "info"
    try:
        names = (info / "commit-graphs" / "commit-graph-chain").read_text(encoding="ascii").split()
    except (OSError, ValueError):
        names = []
    places = [info / "commit-graphs" / f"graph-{name}.graph" for name in names] or [info / "commit-graph"]
    return [found for found in map(_graph, places) if found is not None]


def commits_in_graph(objects: Path) -> int:
    """Return of how many commits the graph knows which paths they touched."""
    return sum(graph.commits for graph in graphs(objects) if graph.paths)


def _graph(path: Path) -> Graph | None:
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
            if len(header) < _HEADER or header[:4] != _MARK:
                return None
            rows = file.read(header[6] * _ROW)
            if len(rows) < header[6] * _ROW:
                return None
            places = {rows[n : n + 4]: int.from_bytes(rows[n + 4 : n + _ROW], "big") for n in range(0, len(rows), _ROW)}
            file.seek(places[_COUNTS] + _FANOUT - 4)  # the last of the counts is that of all
            count = file.read(4)
            return Graph(int.from_bytes(count, "big"), _PATHS in places) if len(count) == 4 else None  # noqa: PLR2004
    except (OSError, KeyError):
        return None
