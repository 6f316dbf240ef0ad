"""One of many at once: runs the commands of its role, one after another, and prints what each said as a line of JSON.

python -m tests.torture.racer ROLE NUMBER EACH SEED SCRATCH
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
from pathlib import Path

from mcu_cli.main import run
from tests.torture.races import by_hand, drawn


def main() -> None:
    """Run the commands that the arguments ask for."""
    role, number, each, seed, root = sys.argv[1:]
    dice = random.Random(f"{seed} {number}")
    answers, sys.stdout = sys.stdout, io.StringIO()
    for turn in range(int(each)):
        if role == "git":
            told = by_hand(dice, Path.cwd(), int(number), turn)
            line: tuple[object, ...] = (role, told["arguments"], 0, None, f"{told['code']} {told['stderr']}")
        else:
            line = _run(role, drawn(role, dice, int(number), turn, root))
        answers.write(json.dumps(line) + "\n")
        answers.flush()


def _run(role: str, arguments: tuple[str, ...]) -> tuple[object, ...]:
    said, complained = io.StringIO(), io.StringIO()
    errors, sys.stderr = sys.stderr, complained
    try:
        code = run(list(arguments), dict(os.environ), Path.cwd(), stdout=said)
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.stderr = errors
    text = said.getvalue()
    data = json.loads(text)["data"] if "--json" in arguments and text and not code else None
    return role, arguments, code, data, complained.getvalue()


if __name__ == "__main__":
    main()
