"""Fuzz what reads the files, queries and texts of strangers: `make fuzz SECONDS=...`.

    python -m tests.fuzz --seconds 60 [--seed 1] [--target NAME]... [--guided]

Inputs are made of real and invented files, the same from the same seed. With `--guided` each target is fuzzed for as
long again by atheris, which keeps what reaches code that nothing reached before. What is found is kept in the folder
`fuzz-findings`, which git ignores, and ends with exit code 1; the figures go to `tests/fuzz/measured.json`, and from
there into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import subprocess
import sys
import tempfile
import traceback
from importlib.util import find_spec
from pathlib import Path
from random import Random
from time import monotonic
from typing import NamedTuple

from tests.fuzz import figures
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import ROOT, seeds_of
from tests.fuzz.targets import TARGETS, bound_workbooks

FOUND = ROOT / "fuzz-findings"
MOST_SECONDS = 30  # for one input, on a machine that does other things too; past twice that the process is ended
MOST_MEMORY = 4 << 30  # bytes of the process, where the system bounds it
_FEWEST = 20  # inputs of a target, however short the time
_SHARES = {"incoming files": 9}  # of the time: there are most ways to read one, and one takes longest
_SPOKEN = "{:22} {:>9,} inputs {:>7.1f} s, slowest {:.2f} s, findings {}"


class Tried(NamedTuple):
    """What came of fuzzing one target: inputs, seconds, the slowest of them, findings."""

    inputs: int
    seconds: float
    slowest: float
    findings: int


def fuzz(name: str, seconds: float, seed: int) -> Tried:
    """Try mutated inputs on a target for some seconds."""
    run, seeds = TARGETS[name], seeds_of(name)
    dice = Random(f"{seed} {name}")  # noqa: S311  # the same inputs each time
    began = monotonic()
    inputs = findings = 0
    slowest = 0.0
    waiting = list(seeds)  # each of them as it is, first
    while waiting or inputs < _FEWEST or monotonic() - began < seconds:
        data = waiting.pop() if waiting else mutated(dice.choice(seeds), seeds, dice)
        started = monotonic()
        faulthandler.dump_traceback_later(2 * MOST_SECONDS, exit=True, file=sys.__stderr__ or sys.stderr)
        try:
            run(data)
        except Exception:  # noqa: BLE001  # each is a finding
            findings += _kept(name, data, traceback.format_exc())
        faulthandler.cancel_dump_traceback_later()
        took = monotonic() - started
        if took > MOST_SECONDS:
            findings += _kept(name, data, f"took {took:.1f} s\n")
        inputs, slowest = inputs + 1, max(slowest, took)
    return Tried(inputs, monotonic() - began, slowest, findings)


def guided(name: str, seconds: float, seed: int) -> Tried:
    """Let atheris fuzz a target for some seconds, in a process of its own."""
    began = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for n, data in enumerate(seeds_of(name)):
            (Path(folder) / f"seed{n}").write_bytes(data)
        FOUND.mkdir(exist_ok=True)
        limits = [
            f"-max_total_time={max(int(seconds), 1)}",
            f"-seed={seed}",
            f"-timeout={MOST_SECONDS}",
            f"-rss_limit_mb={MOST_MEMORY >> 20}",
            "-max_len=65536",
            "-print_final_stats=1",
            "-handle_abrt=0",  # the process that reads a workbook may be aborted: that is what it is for
            "-handle_segv=0",
            f"-artifact_prefix={FOUND}/{_stem(name)}-",
        ]
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.guided", name, *limits, folder],
            cwd=ROOT,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    tried = figures.number_after("stat::number_of_executed_units:", done.stderr)
    slowest = figures.number_after("stat::slowest_unit_time_sec:", done.stderr)
    if done.returncode:
        sys.stderr.write(done.stdout[-4000:] + done.stderr[-4000:])
    return Tried(tried, monotonic() - began, slowest, int(done.returncode != 0))


def _kept(name: str, data: bytes, why: str) -> int:
    """Keep a finding, each kind of it once; return 1 where it is a new one."""
    FOUND.mkdir(exist_ok=True)
    place = "".join(line for line in why.splitlines() if line.startswith("  File"))
    stem = f"{_stem(name)}-{hashlib.sha256((place or why).encode()).hexdigest()[:12]}"
    if (FOUND / f"{stem}.txt").exists():
        return 0
    (FOUND / stem).write_bytes(data)
    (FOUND / f"{stem}.txt").write_text(why, encoding="utf-8", errors="backslashreplace")
    sys.stderr.write(f"{name}: {FOUND / stem}\n{why}\n")
    return 1


def _stem(name: str) -> str:
    return name.replace(" ", "-")


def _bound_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main() -> int:
    """Fuzz the targets that are named, all of them where none is; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together, each way")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", action="append", choices=[*TARGETS], default=[])
    parser.add_argument("--guided", action="store_true", help="let atheris fuzz as well")
    parser.add_argument("--measured", type=Path, default=figures.MEASURED, help="where the figures go")
    given = parser.parse_args()
    chosen = given.target or [*TARGETS]
    shares = {name: _SHARES.get(name, 1) for name in chosen}
    bound_workbooks()
    ways = {"mutated": fuzz} | ({"guided": guided} if given.guided else {})
    if given.guided and find_spec("atheris") is None:
        parser.error("atheris is not installed here; leave --guided out")
    found: dict[str, dict[str, Tried]] = {}
    for way, tries in ways.items():
        if way == "mutated" and not given.guided:
            _bound_memory()
        for name in chosen:
            tried = tries(name, given.seconds * shares[name] / sum(shares.values()), given.seed)
            found.setdefault(name, {})[way] = tried
            sys.stdout.write(_SPOKEN.format(name, *tried) + "\n")
            sys.stdout.flush()
    if chosen == [*TARGETS]:
        figures.write(given.measured, found, given.seconds, given.seed)
    return int(any(tried.findings for ways_of in found.values() for tried in ways_of.values()))


if __name__ == "__main__":
    sys.exit(main())
