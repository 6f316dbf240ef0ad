"""What the figures are held against, each a program of its own: `python -m benchmarks.baselines NAME ...`.

- `parse ROOT`: reads and parses every appeal in the folder at ROOT with libyaml, by one process for each processor.
- `write LIST BYTES FOLDER`: writes the files that LIST names (`path`, tab, length) from the one file BYTES into FOLDER.

Both do their work plainly, as a short script would, and nothing besides.
"""

from __future__ import annotations

import os
import sys
from multiprocessing import Pool
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BARE_PROGRAM = """\
import typer

app = typer.Typer()


@app.callback(invoke_without_command=True)
def main(version: bool = typer.Option(False, "--version")) -> None:
    print("mcu 0")


if __name__ == "__main__":
    app()
"""
_PER_TASK = 200


def parse(root: Path) -> int:
    """Read and parse every appeal below `root`; return how many there were."""
    with Pool(os.cpu_count()) as pool:
        return sum(pool.imap_unordered(_parsed, _paths(root), chunksize=_PER_TASK))


def _parsed(path: str) -> int:
    import yaml  # not for the other baseline

    with open(path, "rb") as file:  # noqa: PTH123  # plainly and quickly: this is what mcu is compared with
        return len(yaml.load(file.read(), yaml.CBaseLoader)) > 0  # noqa: S506  # knows no tags: it makes texts alone


def _paths(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root / "appeals"):
        folders.sort()
        yield from (f"{folder}/{name}" for name in sorted(files))


def write(listed: Path, content: Path, folder: Path) -> int:
    """Write the files of a list into `folder`, one after the other; return how many there were."""
    made = set()
    count = 0
    with content.open("rb") as source, listed.open(encoding="utf-8") as lines:
        for line in lines:
            path, _tab, length = line.rstrip("\n").partition("\t")
            parent = path.rpartition("/")[0]
            if parent not in made:
                (folder / parent).mkdir(parents=True, exist_ok=True)
                made.add(parent)
            with open(folder / path, "wb") as file:  # noqa: PTH123  # as above
                file.write(source.read(int(length)))
            count += 1
    return count


def keep(root: Path, paths: Iterable[str], listed: Path, content: Path) -> int:
    """Write the list and the bytes of the files `paths` below `root`, as `write` reads them; return how many."""
    count = 0
    with content.open("wb") as target, listed.open("w", encoding="utf-8", newline="\n") as lines:
        for path in paths:
            data = (root / path).read_bytes()
            target.write(data)
            lines.write(f"{path}\t{len(data)}\n")
            count += 1
    return count


def main() -> None:
    """Do what the command line says."""
    name, *arguments = sys.argv[1:]
    paths = [Path(argument) for argument in arguments]
    print(parse(*paths) if name == "parse" else write(*paths))


if __name__ == "__main__":
    main()
