"""`make torture`: kills, cuts of the power, faults and races, and one table of what was tried and what was found.

    python -m tests.torture --kills 1000 --cuts 200 --faults 400 --races 3 --seconds 3600 --seed 1

The same seed draws the same kills and faults. What was tried, and found, goes into tests/torture/measured.json, from
which the tables of docs/reliability.md follow. The exit code is 1 where anything was found.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.torture import faults, grounds, kills, races, tables
from tests.torture.steps import compiler
from tests.torture.town import bench, build

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.torture.cases import Case
    from tests.torture.runner import Runner
    from tests.torture.town import Scratch

_TOLD = 100
_LONG = 200  # of so many kills one is of the import of 10,000 rows, which takes long
_AT_MOMENTS = 4  # of so many kills one is at a moment drawn from the clock, not at a step


class Bench(NamedTuple):
    """Where it all happens: what runs mcu, the scratch folder, the town to copy."""

    runner: Runner
    scratch: Scratch
    town: Path


class Clock:
    """How long it may go on, and has."""

    def __init__(self, seconds: float) -> None:
        """Start."""
        self._began = time.monotonic()
        self._most = seconds

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    def is_over(self, share: float = 1.0) -> bool:
        """Whether this share of the time is over."""
        return self.seconds > self._most * share


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--cuts", type=int, default=200, help="cuts of the power")
    parser.add_argument("--faults", type=int, default=400)
    parser.add_argument("--races", type=int, default=3, help="races of sixteen processes")
    parser.add_argument("--each", type=int, default=12, help="commands of each process in a race")
    parser.add_argument("--seconds", type=float, default=7200, help="no new trial after so many seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-grounds", action="store_true", help="leave out the spoiled grounds")
    given = parser.parse_args()
    if compiler() is None:
        sys.exit("make torture needs Linux and a compiler of C (cc, gcc or clang): none was found")
    base = Path(tempfile.mkdtemp(prefix="mcu-torture-"))
    measured, found = {}, []
    try:
        scratch, runner = bench(base, "bench")
        build(runner, scratch)
        town = base / "town"
        subprocess.run(["cp", "-a", str(scratch.root), str(town)], check=True)
        for name, campaign in _campaigns(Bench(runner, scratch, town), given).items():
            clock = Clock(given.seconds)
            tried: dict[str, Any] = {}
            for kind, findings in campaign(clock):
                count = tried.setdefault(kind, {"tried": 0, "findings": 0})
                count["tried"] += 1
                count["findings"] += bool(findings)
                if (done := sum(one["tried"] for one in tried.values())) % _TOLD == 0:
                    sys.stderr.write(f"{name}: {done:,} tried in {clock.seconds:,.0f} s\n")
                found += findings
                for finding in findings:
                    sys.stderr.write(f"{finding}\n".replace(str(base), ""))
            if tried:
                asked = getattr(given, name, 0)
                run = {"asked": asked, "seconds": round(clock.seconds), "seed": given.seed, "kinds": tried}
                measured[name] = [run]
        runner.close()
    finally:
        shutil.rmtree(base, ignore_errors=True)
    tables.remember(measured)
    sys.stdout.write(tables.told(measured))
    sys.exit(1 if found else 0)


Trials = Iterator[tuple[str, list[str]]]  # of each trial its kind, and what it found


def _campaigns(place: Bench, given: argparse.Namespace) -> dict[str, Callable[[Clock], Trials]]:
    """Return the campaigns by their names."""
    torturer = kills.Torturer(place.runner, place.scratch, place.town)
    return {
        "kills": partial(_kills, torturer, given),
        "cuts": partial(_cuts, torturer, given),
        "faults": partial(_faults, torturer, given),
        "grounds": partial(_grounds, place, given),
        "races": partial(_races, place, given),
    }


def _kills(torturer: kills.Torturer, given: argparse.Namespace, clock: Clock) -> Trials:
    long, moments = given.kills // _LONG, given.kills // _AT_MOMENTS
    plan = kills.planned(torturer, kills.LONG, long, given.seed) if long else []
    plan += kills.at_moments(kills.SHORT, moments, given.seed)
    plan += kills.planned(torturer, kills.SHORT, given.kills - long - moments, given.seed) if given.kills else []
    yield from _killed(torturer, plan, clock)


def _cuts(torturer: kills.Torturer, given: argparse.Namespace, clock: Clock) -> Trials:
    plan = kills.cuts(torturer, kills.SHORT, given.cuts, given.seed) if given.cuts else []
    yield from _killed(torturer, plan, clock)


def _killed(torturer: kills.Torturer, plan: list[tuple[kills.Kill, Case]], clock: Clock) -> Trials:
    for kill, case in plan:
        if clock.is_over():
            return
        done = torturer.kill(kill, case)
        yield case.name, [f"{kill.words()} ({done.where}): {finding}" for finding in done.findings]


def _faults(torturer: kills.Torturer, given: argparse.Namespace, clock: Clock) -> Trials:
    for fault, case in faults.planned(torturer, kills.SHORT, given.faults, given.seed) if given.faults else ():
        if clock.is_over():
            return
        done = faults.strike(torturer, fault, case)
        yield fault.error, [f"{fault.words()} ({done.where}): {finding}" for finding in done.findings]


def _grounds(place: Bench, given: argparse.Namespace, _clock: Clock) -> Trials:
    for ground in () if given.no_grounds else grounds.possible():
        for command in grounds.COMMANDS:
            done = grounds.tried(place.runner, place.scratch, place.town, ground, command)
            yield ground.name, [f"{ground.name}, {done.command}: {finding}" for finding in done.findings]


def _races(place: Bench, given: argparse.Namespace, clock: Clock) -> Trials:
    for number in range(given.races):
        if clock.is_over():
            return
        done = races.run_race(place.runner, place.scratch, place.town, given.each, given.seed + number)
        for kind, count in sorted(done.codes.items()):
            for _one in range(count):
                yield kind, []
        yield "races", [f"race {number}: {finding}" for finding in done.findings]


if __name__ == "__main__":
    main()
