"""What takes its time, measured in a store: many at once, an import, the index, the history, the growth."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from benchmarks import baselines, growth
from benchmarks.cases import Case
from benchmarks.stores import remove

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.measures import Result, Store

_BULK_TARGETS = ("roads", "housing")


def bulk(store: Store) -> Result:
    """Measure one command that changes many: to another department by a query, up the ladder where it is time."""
    there = len(store.place.lines(store.root, store.mcu("list", "open", "--ids")))
    turn = iter(range(1_000))

    def assign() -> list[str]:
        return store.mcu("assign", "open", "--to", _BULK_TARGETS[next(turn) % 2], "--yes")

    return store.turns(
        [
            Case("bulk.assign", "mcu assign open --to …", assign, store.root, commits=True, counts=there),
            Case(
                "bulk.escalate",
                "mcu escalate --due",
                store.always("escalate", "--due", "--yes"),
                store.root,
                commits=True,
                once=True,
            ),
        ],
        long=True,
    )


def rebuild(store: Store) -> Result:
    """Measure the index made anew, beside parsing every file with libyaml on all processors."""

    def without_index() -> list[str]:
        for path in (store.root / ".mcu").glob("index.sqlite*"):
            path.unlink()
        return store.mcu("list", "-n", "1")

    parse = store.place.baseline("parse", store.root)
    return store.turns(
        [
            Case("rebuild.parse", "yaml.load(CBaseLoader) of every file", lambda: parse, store.root),
            Case(
                "rebuild.index",
                "mcu list -n 1, without the index",
                without_index,
                store.root,
                ("rebuild.parse",),
                counts=store.size,
            ),
        ],
        long=True,
    )


def imports(store: Store) -> Result:
    """Measure the import of a row for each appeal into an empty store, beside writing the same files.

    Each run has a folder of a new name, and none is removed in between: some file systems take several times longer to
    make files where others were removed a moment ago.
    """
    place = store.place
    scratch = place.folder / "imports"
    scratch.mkdir()
    table = place.table(store.size)
    empty = place.founded("imports/empty")
    listed, content = scratch / "written.list", scratch / "written.bytes"
    number = count(1)
    into = scratch

    def into_new() -> list[str]:
        nonlocal into
        into = place.founded(f"imports/imported-{next(number)}")
        place.settle()
        return place.mcu("--store", str(into), "import", str(table))

    def keep(_run: object) -> None:
        new = place.lines(into, ["git", "ls-files", "appeals"])
        if len(new) != store.size:
            raise ValueError(f"{len(new)} appeals of {store.size} rows are on record")
        if not listed.exists():
            baselines.keep(into, new, listed, content)

    def write() -> list[str]:
        nonlocal into
        into = scratch / f"written-{next(number)}"
        place.settle()
        return place.baseline("write", listed, content, into)

    def all_there(_run: object) -> None:
        there = sum(path.is_file() for path in (into / "appeals").rglob("*.yaml"))
        if there != store.size:
            raise ValueError(f"{there} of {store.size} files were written")

    def case(key: str, shown: str, command: Callable[[], list[str]], **more: Any) -> Case:
        return Case(f"imports.{key}", shown, command, scratch, counts=store.size, **more)

    dry = store.always("--store", str(empty), "import", str(table), "--dry-run")
    result = store.turns(
        [
            case("import", "mcu import TABLE", into_new, against=("imports.write",), after=keep),
            case("write", "the same files, written by plain Python", write, after=all_there),
            case("dry", "mcu import TABLE --dry-run", dry),
        ],
        long=True,
    )
    remove(scratch)
    table.unlink()
    return result


def history(store: Store) -> Result:
    """Measure `mcu log` of an appeal in the middle of the record, after all its commits; before upkeep and after it."""
    paths = store.place.lines(store.root, ["git", "ls-files", "appeals"])
    appeal = paths[len(paths) // 2].rpartition("/")[2].removesuffix(".yaml")
    commits = int(store.place.lines(store.root, ["git", "rev-list", "--count", "HEAD"])[0])
    version = Case("history.version", "mcu --version", store.always("--version"), store.root)

    def log(key: str, typed: str) -> Case:
        command = store.always("log", appeal)
        return Case(f"history.{key}", typed, command, store.root, ("history.version",), prints=True, counts=commits)

    before = store.turns([version, log("before", "mcu log ID, before upkeep")])
    upkeep = Case("history.upkeep", "mcu doctor --fix", store.always("doctor", "--fix"), store.root, once=True)
    kept = store.turns([upkeep], long=True)
    return before | kept | store.turns([version, log("log", "mcu log ID")])


def growing(store: Store) -> Result:
    """Measure what the repository grows by with each command on one appeal."""
    store.say("growth")
    return {
        "growth.plain": growth.measured(
            store.place, store.root, store.ids("open", "-department:roads"), store.effort.growth
        )
    }


def others(store: Store) -> Result:
    """Measure once what goes over the whole record or writes much, above all for its memory."""
    page = store.place.folder / "page.html"
    commands = {
        "ids": ("list", "--ids"),
        "csv": ("list", "--csv"),
        "json": ("list", "--json"),
        "summary": ("summary",),
        "page": ("report", "year", "--output", str(page), "--force"),
        "check": ("check",),
        "likely": ("likely",),
        "undo": ("undo", "--yes"),
    }
    cases = [
        Case(
            f"others.{key}",
            f"mcu {' '.join(words)}".replace(str(page), "FILE"),
            store.always(*words),
            store.root,
            once=True,
        )
        for key, words in commands.items()
    ]
    result = store.turns(cases, long=True)
    page.unlink(missing_ok=True)
    return result
