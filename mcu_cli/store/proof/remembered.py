"""How far the last walk came, and what it found: so that the next one goes on there.

It is relied upon only where the commit still leads to HEAD, the walk began where it would begin now, and the program is
the same. Whoever can write to `.mcu` can write anything here: `mcu verify --whole` reads nothing of it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.proof.found import Found
from mcu_cli.domain.proof.kinds import Kind
from mcu_cli.errors import McuError
from mcu_cli.store.files import read_file, write_file
from mcu_cli.store.private_folder import make
from mcu_cli.store.proof.witnesses import leads_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.store.repository import Store

FILE = "verified.json"
_MOST = 2_000  # violations; who has more walks anew


class Remembered(NamedTuple):
    """The commit up to which everything was looked at, and what was found."""

    commit: str
    found: Found


def last(store: Store, program: Sequence[object], begun: str, head: str) -> Remembered | None:
    """Return what the last walk left behind where it can be relied upon; else None."""
    try:
        plain: Any = json.loads(read_file(store.private / FILE) or b"null")
        if plain["program"] != list(program) or plain["begun"] != begun or not isinstance(plain["commit"], str):
            return None
        known = Remembered(plain["commit"], Found.from_plain(plain["found"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, McuError):
        return None
    return known if known.commit.isalnum() and leads_to(store.git, known.commit, head) else None


def keep(store: Store, program: Sequence[object], begun: str, commit: str, found: Found) -> None:
    """Note how far the walk came; what cannot be written is walked through anew the next time."""
    kinds = {one.finding.kind for one in found.violations}
    if len(found.violations) > _MOST or Kind.OBJECT_FALSE in kinds:  # lost objects may be had again
        return
    plain = {"program": list(program), "begun": begun, "commit": commit, "found": found.as_plain()}
    with suppress(McuError):
        make(store.private)
        write_file(store.private / FILE, f"{json.dumps(plain, ensure_ascii=False)}\n".encode(), private=True)
