"""Peak memory of an import by the number of rows: `python benchmarks/import_memory.py 20000 100000`.

Makes a CSV table of invented appeals for each size, imports it into a fresh store in a process of its own, first as a
dry run and then, with `--write`, in earnest, and prints the peak memory that the system counted for that process.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_WORDS = ("яма", "дорога", "снег", "лёд", "двор", "фонарь", "автобус", "мусор", "подъезд", "вода", "крыша", "школа")
_HEADINGS = ("Номер инцидента", "Дата создания", "Группа тем", "Тема", "Исполнитель", "Улица", "Дом", "Текст инцидента")


def write_table(path: Path, rows: int) -> None:
    """Write a table of `rows` invented appeals, some 600 letters each."""
    dice = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_HEADINGS)
        for n in range(rows):
            day = f"{1 + n % 28:02}.{1 + n // 28 % 9:02}.2026 {8 + n % 12:02}:{n % 60:02}"
            text = " ".join(dice.choices(_WORDS, k=90))
            writer.writerow((n, day, "Дороги", "Ямы", "Отдел дорог", f"{n % 977}-я линия", n % 99, text))


def peak_of(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run mcu; return its peak memory in megabytes and its seconds."""
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603  # this very program
        [sys.executable, "-m", "mcu_cli", *arguments], env=environment, stdout=subprocess.DEVNULL
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"mcu {' '.join(arguments)} failed")
    return usage.ru_maxrss / 1024, time.monotonic() - began


def main() -> None:
    """Measure the sizes named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="+")
    parser.add_argument("--write", action="store_true", help="import in earnest after the dry run")
    given = parser.parse_args()
    environment = dict(os.environ) | {
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "GIT_AUTHOR_NAME": "Bench", "GIT_COMMITTER_NAME": "Bench",
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "Bench",
        "GIT_CONFIG_KEY_1": "user.email", "GIT_CONFIG_VALUE_1": "bench@town.example",
    }  # fmt: skip
    for rows in given.rows:
        with tempfile.TemporaryDirectory() as folder:
            table, store = Path(folder) / "table.csv", Path(folder) / "store"
            write_table(table, rows)
            peak_of(["init", str(store)], environment)
            for mode in ["--dry-run", *([""] if given.write else [])]:
                arguments = ["--store", str(store), "import", str(table), *([mode] if mode else [])]
                memory, seconds = peak_of(arguments, environment)
                print(f"{rows:>8} rows  {mode or 'in earnest':<10}  {memory:6.0f} MB  {seconds:6.1f} s", flush=True)


if __name__ == "__main__":
    main()
