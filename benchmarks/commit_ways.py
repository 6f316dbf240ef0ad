"""`make ways`: the ways to put files on record with git, measured against each other.

    python -m benchmarks.commit_ways 1000 10000 100000

One changed file in a repository of so many: by `git commit -- path`, by `git add` and `git commit --only`, by plumbing
(update-index, write-tree, commit-tree, update-ref), and by `git fast-import` with `git update-index`; each
with several settings of git's own index, and `git status` after it. Then 10,000 new files at once, and `git log` of one
path after so many commits, with and without a commit-graph. Every command must end with 0, HEAD must hold the new
bytes, and `git status` must find nothing to say, else the way counts as failed. Times are medians of whole processes,
the ways in turns; they go to measured.json and the tables of docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import bench, machine
from benchmarks.stores import Place, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_BY = "Анна Операторова <operator@town.example> 1800000000 +0500"
_ROUNDS = 5
_NEW = 10_000
_FILE = b"format: 1\ntext: |-\n" + "  Наледь у остановки убрана, тротуар посыпан.\n".encode() * 20


class Setting(NamedTuple):
    """How git keeps its index: what is configured, and how the index is brought to that."""

    name: str
    config: Mapping[str, str]
    update: tuple[str, ...]


SETTINGS = (
    Setting("version 2", {"index.version": "2"}, ("--index-version", "2", "--no-split-index", "--no-untracked-cache")),
    Setting("version 4", {"index.version": "4"}, ("--index-version", "4", "--no-split-index", "--no-untracked-cache")),
    Setting(
        "version 4, split",
        {"index.version": "4", "core.splitIndex": "true"},
        ("--index-version", "4", "--split-index", "--no-untracked-cache"),
    ),
    Setting(
        "version 4, untracked cache",
        {"index.version": "4", "core.untrackedCache": "true"},
        ("--index-version", "4", "--no-split-index", "--untracked-cache"),
    ),
    Setting(
        "version 4, split, untracked cache",
        {"index.version": "4", "core.splitIndex": "true", "core.untrackedCache": "true"},
        ("--index-version", "4", "--split-index", "--untracked-cache"),
    ),
    Setting("feature.manyFiles", {"feature.manyFiles": "true"}, ("--index-version", "4", "--no-split-index")),
)
_KNOWN = sorted({name for setting in SETTINGS for name in setting.config})


class Ways:
    """The ways to commit in one repository; each returns the seconds that its processes took together."""

    def __init__(self, place: Place, root: Path) -> None:
        """Work in the repository at `root`."""
        self._place = place
        self._root = root
        self._number = count(1)
        self._branch = self._told("symbolic-ref", "HEAD")

    def git(self, *arguments: str, stdin: bytes = b"") -> float:
        """Run git to its end and return the seconds; raises RuntimeError where it fails."""
        return self._run(arguments, stdin)[0]

    def _told(self, *arguments: str, stdin: bytes = b"") -> str:
        return self._run(arguments, stdin)[1].strip()

    def _run(self, arguments: tuple[str, ...], stdin: bytes) -> tuple[float, str]:
        given = self._place.folder / "stdin"
        given.write_bytes(stdin)
        done = self._place.run(self._root, ["git", *arguments], {}, keep=True, stdin=given)
        if done.trouble:
            raise RuntimeError(f"git {arguments[0]}: {done.trouble}")
        return done.wall, done.stdout

    def settle(self, setting: Setting) -> None:
        """Bring the repository to a setting, with an index that is fresh."""
        for name in _KNOWN:
            if name not in setting.config:
                self._place.run(self._root, ["git", "config", "--unset", name], {})
        for name, value in setting.config.items():
            self.git("config", name, value)
        self.git("update-index", *setting.update)
        self.git("update-index", "--refresh")
        self.git("status", "--porcelain")
        self._place.settle()

    def one(self, way: str, path: str) -> tuple[float, float]:
        """Change the file at `path` and commit it in one way; return the seconds of that, and of `git status` after."""
        data = _FILE + b"number: %d\n" % next(self._number)
        (self._root / path).write_bytes(data)
        seconds = {
            "plain": self._plain, "add": self._add, "plumbing": self._plumbing, "fast-import": self._fast_import,
        }[way](path, data)  # fmt: skip
        if self._run(("cat-file", "blob", f"HEAD:{path}"), b"")[1].encode() != data:
            raise RuntimeError("HEAD holds other bytes")
        status, said = self._run(("status", "--porcelain"), b"")
        if said:
            raise RuntimeError(f"git status: {said.splitlines()[0]}")
        return seconds, status

    def _plain(self, path: str, _data: bytes) -> float:
        return self.git("commit", "--quiet", "--message", "one", "--", path)

    def _add(self, path: str, _data: bytes) -> float:
        return self.git("add", "--", path) + self.git("commit", "--quiet", "--message", "one", "--only", "--", path)

    def _plumbing(self, path: str, _data: bytes) -> float:
        parent = self._told("rev-parse", "HEAD")
        staged = self.git("update-index", "--", path)  # writes the blob, too
        written, tree = self._run(("write-tree",), b"")
        made, commit = self._run(("commit-tree", "-p", parent, "-m", "one", tree.strip()), b"")
        return staged + written + made + self.git("update-ref", "HEAD", commit.strip(), parent)

    def _fast_import(self, path: str, data: bytes) -> float:
        seconds = self.git("fast-import", "--quiet", "--done", stdin=b"".join(self._stream({path: data})))
        return seconds + self.git("update-index", "--", path)

    def _stream(self, files: Mapping[str, bytes]) -> Iterator[bytes]:
        parent = self._told("rev-parse", "HEAD")
        yield f"commit {self._branch}\ncommitter {_BY}\ndata 3\none\nfrom {parent}\n".encode()
        for path, data in files.items():
            yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
        yield b"done\n"

    def bulk(self, way: str, new: int) -> tuple[float, float]:
        """Commit `new` new files that stand in the folder already; return the seconds of it, and of `git status`."""
        base = self._told("rev-parse", "HEAD")
        number = next(self._number)
        folder = self._root / f"new-{number}"
        files = {f"new-{number}/{n // 1000}/{n}.yaml": _FILE + b"number: %d\n" % n for n in range(new)}
        for path, data in files.items():
            target = self._root / path
            if not target.parent.exists():
                target.parent.mkdir(parents=True)
            target.write_bytes(data)
        self._place.settle()
        try:
            if way == "add":
                seconds = self.git("add", "--", folder.name)
                seconds += self.git("commit", "--quiet", "--message", "many")
            else:
                seconds = self.git("fast-import", "--quiet", "--done", stdin=b"".join(self._stream(files)))
                if way == "update-index":
                    seconds += self.git(
                        "update-index", "--add", "-z", "--stdin", stdin="\0".join(files).encode() + b"\0"
                    )
                else:
                    seconds += self.git("read-tree", "-m", "HEAD") + self.git("update-index", "--refresh")
            status, said = self._run(("status", "--porcelain"), b"")
            if said:
                raise RuntimeError(f"git status: {said.splitlines()[0]}")
            held = len(self._told("ls-tree", "-r", "--name-only", "HEAD", "--", folder.name).splitlines())
            if held != new:
                raise RuntimeError(f"HEAD holds {held} of {new} files")
        finally:
            self.git("reset", "--quiet", "--hard", base)
            remove(folder)
        return seconds, status


_ONE = {
    "plain": "`git commit -- path`",
    "add": "`git add`, `git commit --only`",
    "plumbing": "`git update-index`, `write-tree`, `commit-tree`, `update-ref`",
    "fast-import": "`git fast-import`, `git update-index`",
}
_MANY = {
    "add": "`git add`, `git commit`",
    "update-index": "`git fast-import`, `git update-index --add --stdin`",
    "read-tree": "`git fast-import`, `git read-tree -m`, `git update-index --refresh`",
}


def one_file(ways: Ways, paths: list[str], rounds: int, say: Callable[[str], None]) -> dict[str, list[str]]:
    """Return a row for each way to commit one file, and one for `git status`, with a cell for each setting."""
    rows: dict[str, list[str]] = {name: [] for name in (*_ONE.values(), "`git status` after it")}
    fresh = (path for _n in count() for path in paths)
    for setting in SETTINGS:
        say(f"one file, {setting.name}")
        ways.settle(setting)
        taken = _in_turns(_ONE, rounds, lambda way: ways.one(way, next(fresh)))
        for way, name in _ONE.items():
            rows[name].append(_cell(taken[way], 0))
        rows["`git status` after it"].append(_cell([pair for pairs in taken.values() for pair in pairs], 1))
    return rows


def many_files(ways: Ways, new: int, rounds: int, say: Callable[[str], None]) -> dict[str, list[str]]:
    """Return a row for each way to commit many new files, with cells for two settings and `git status` in each."""
    rows: dict[str, list[str]] = {name: [] for name in _MANY.values()}
    for setting in (SETTINGS[0], SETTINGS[2]):
        say(f"many files, {setting.name}")
        ways.settle(setting)
        taken = _in_turns(_MANY, rounds, lambda way: ways.bulk(way, new))
        for way, name in _MANY.items():
            rows[name] += [_cell(taken[way], 0), _cell(taken[way], 1)]
    return rows


Pairs = list[tuple[float, float]]


def _in_turns(ways: Mapping[str, str], rounds: int, run: Callable[[str], tuple[float, float]]) -> dict[str, Pairs]:
    """Run each way once unmeasured, then in turns; a way that fails has no times."""
    taken: dict[str, Pairs] = {way: [] for way in ways}
    failed = set()
    for n in range(rounds + 1):
        for way in ways:
            if way in failed:
                continue
            try:
                pair = run(way)
            except RuntimeError as error:
                print(f"{way}: {error}", file=sys.stderr)
                failed.add(way)
                taken[way].clear()
            else:
                taken[way] += [pair] if n else []
    return taken


def _cell(pairs: Pairs, which: int) -> str:
    return f"{1000 * median(pair[which] for pair in pairs):,.0f} ms" if pairs else "failed"


def log_of_path(place: Place, root: Path, rounds: int) -> dict[str, list[str]]:
    """Return a row for each commit-graph: `git log` of one path, how long the graph takes to write, and its bytes."""
    paths = place.lines(root, ["git", "ls-files", "appeals"])
    rows = {}
    write = ["git", "commit-graph", "write", "--reachable"]
    graph = root / ".git" / "objects" / "info" / "commit-graph"
    for name, command in (
        ("none", []),
        ("commit-graph", write),
        ("commit-graph with changed paths", [*write, "--changed-paths"]),
    ):
        graph.unlink(missing_ok=True)
        taken = place.run(root, command, {}).wall if command else 0
        log = ["git", "log", "--format=%H", "--", paths[len(paths) // 2]]
        walls = []
        for n in range(rounds + 1):
            done = place.run(root, log, {}, keep=not n)
            if done.trouble or (not n and not done.stdout.strip()):
                raise RuntimeError(f"git log: {done.trouble or 'it found nothing'}")
            walls += [done.wall] if n else []
        size = f"{graph.stat().st_size:,}" if command else "0"
        rows[name] = [f"{1000 * median(walls):,.0f} ms", f"{taken:,.1f} s" if command else "", size]
    return rows


def measured(place: Place, size: int, rounds: int, new: int, say: Callable[[str], None]) -> dict[str, object]:
    """Return the tables of one size by their kind."""
    say("generating")
    root = place.generated(size)
    say("git log")
    log = log_of_path(place, root, rounds)
    ways = Ways(place, root)
    listed = place.lines(root, ["git", "ls-files", "appeals"])
    names = [setting.name for setting in SETTINGS]
    one = one_file(ways, listed[:: max(len(listed) // 100, 1)], rounds, say)
    many = many_files(ways, new, rounds, say)
    remove(root)
    two = (SETTINGS[0].name, "status", SETTINGS[2].name, "status")
    return {
        "one": {"heading": f"One file of {size:,}", "columns": names, "rows": one},
        "bulk": {"heading": f"{new:,} new files beside {size:,}", "columns": two, "rows": many},
        "log": {
            "heading": f"After {size:,} commits",
            "columns": ("`git log -- path`", "to write the graph", "bytes of it"),
            "rows": log,
        },
    }


def main() -> None:
    """Measure the sizes of the command line and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--new", type=int, default=_NEW, help="files of the many")
    parser.add_argument("--scratch", type=Path, help="folder for the stores; else that for temporary files")
    given = parser.parse_args()
    began = time.monotonic()
    tables: dict[str, dict[str, object]] = {"one": {}, "bulk": {}, "log": {}}
    with tempfile.TemporaryDirectory(dir=given.scratch, prefix="mcu-ways-") as folder:
        for size in given.sizes:

            def say(what: str, size: int = size) -> None:
                print(f"{time.monotonic() - began:7.0f} s  {size:,}: {what}", file=sys.stderr, flush=True)

            for kind, table in measured(Place(Path(folder)), size, given.rounds, given.new, say).items():
                tables[kind][str(size)] = table
    bench.write_measured({**bench.known(), "ways": {"machine": machine.described(), "tables": tables}})


if __name__ == "__main__":
    main()
