"""`make bench`: measures mcu at several sizes and writes the tables of docs/performance.md.

    python -m benchmarks.bench 1000 10000 100000

What is measured is told in docs/performance.md. Each size gets a generated store in a scratch folder that is removed
at the end. All runs go to benchmarks/results/, the medians to benchmarks/measured.json, of which the sizes that were
not measured stay as they are; the tables follow from that file. A command that fails stands in the tables as failed,
with what it said, and the others go on.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import machine, tables
from benchmarks.goals import DAY
from benchmarks.measures import GROUPS, STORELESS, Effort, Result, Store, measured
from benchmarks.stores import Place, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FOLDER = Path(__file__).resolve().parent
MEASURED = _FOLDER / "measured.json"
DOCUMENT = _FOLDER.parent / "docs" / "performance.md"
RESULTS = _FOLDER / "results"
_OF_DAY = (20_000, 15_000)  # appeals, and how many of them are of one day


def measure_size(place: Place, size: int, effort: Effort, groups: Sequence[str], say: Callable[[str], None]) -> Any:
    """Return what is measured in a store of `size` appeals, as JSON holds it."""
    return _measured(place, lambda: place.generated(size), size, effort, groups, say)


def measure_day(place: Place, sizes: tuple[int, int], effort: Effort, say: Callable[[str], None]) -> Any:
    """Return the growth in a store in which most appeals are of one day."""
    size, of_day = sizes
    return _measured(place, lambda: place.generated(size, one_day=of_day, commits=0), size, effort, ("growth",), say)


def _measured(  # noqa: PLR0913, PLR0917  # where and what, handed on
    place: Place,
    generated: Callable[[], Path],
    size: int,
    effort: Effort,
    groups: Sequence[str],
    say: Callable[[str], None],
) -> Any:
    root = place.folder
    try:
        if not STORELESS.issuperset(groups):
            say("generating")
            root = generated()
            say("the first index")
            place.lines(root, place.mcu("list", "-n", "1"))
    except (OSError, RuntimeError) as error:
        say(str(error))
        cases: Result = {f"{name}.group": {"shown": name, "failed": str(error)} for name in groups}
    else:
        cases = measured(Store(place, root, size, effort, say), groups)
        if root != place.folder:
            remove(root)
    return {"machine": machine.described(), "cases": cases}


def summary(part: Any) -> Any:
    """Return what measured.json keeps: all but the single runs."""
    cases = {
        key: {name: value for name, value in told.items() if name != "each_ms"} for key, told in part["cases"].items()
    }
    return {**part, "cases": cases}


def keep(name: str, part: Any) -> None:
    """Write what was measured under a name: all of it to results, the medians to measured.json, and the tables."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(_json(part), encoding="utf-8")
    everything = known()
    everything[name] = merged(everything.get(name), summary(part))
    write_measured(everything)


def merged(before: Any, part: Any) -> Any:
    """Return what is known of a size when some groups were measured again: of the others what was known before."""
    anew = {key.partition(".")[0] for key in part["cases"]}
    cases = (before or {}).get("cases", {})
    kept = {key: told for key, told in cases.items() if key.partition(".")[0] not in anew}
    return {**part, "cases": kept | part["cases"]}


def write_measured(everything: Any) -> None:
    """Write measured.json, and the tables of the document."""
    MEASURED.write_text(_json(everything), encoding="utf-8")
    write_document()


def known() -> Any:
    """Return what measured.json holds, by the name of the size; nothing where nothing was measured yet."""
    return json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}


def write_document() -> None:
    """Write the tables of the document anew from measured.json."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(tables.written_anew(text, known()), encoding="utf-8", newline="\n")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Measure what the command line asks for; progress goes to standard error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--groups", nargs="+", choices=GROUPS, default=list(GROUPS), metavar="GROUP")
    usual = Effort()
    parser.add_argument("--rounds", type=int, default=usual.rounds, help="of quick commands")
    parser.add_argument("--long-rounds", type=int, default=usual.long_rounds, help="of long ones")
    parser.add_argument("--budget", type=float, default=usual.budget, help="seconds for a group of long ones")
    parser.add_argument("--scratch", type=Path, help="folder for the stores; else that for temporary files")
    parser.add_argument("--tables", action="store_true", help="measure nothing, write the tables anew")
    given = parser.parse_args()
    if given.tables:
        write_document()
        return
    effort = Effort(given.rounds, given.long_rounds, given.budget)
    began = time.monotonic()

    def say(where: str, what: str) -> None:
        print(f"{time.monotonic() - began:7.0f} s  {where}: {what}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(dir=given.scratch, prefix="mcu-bench-") as folder:
        place = Place(Path(folder))
        if "growth" in given.groups:
            keep(DAY, measure_day(place, _OF_DAY, effort, partial(say, "one day")))
        for size in given.sizes:
            keep(str(size), measure_size(place, size, effort, given.groups, partial(say, f"{size:,}")))


if __name__ == "__main__":
    main()
