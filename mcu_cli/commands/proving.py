"""`mcu log ID --prove`: what an auditor types to check one file without mcu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.commands.named import named
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.context import Context

_MOST = 20


def prove(mcu: Context, ids: Sequence[str]) -> None:
    """Print for each appeal or item the commands of git that prove it, and what they have to print."""
    from mcu_cli.store.ledger_items import get_item
    from mcu_cli.store.proof.by_git import checks, signed_commits
    from mcu_cli.store.recorded import plain_history
    from mcu_cli.store.rows import ItemEntry

    git = mcu.store.git
    proofs = []
    for entry in named(mcu, ids, most=_MOST):
        recorded = get_item(mcu.store, entry).item if isinstance(entry, ItemEntry) else mcu.store.get(entry).appeal
        events = [str(event["id"]) for event in plain_history(recorded)]
        proofs.append((entry, list(checks(git, entry.path, events, signed_commits(git, entry.path)))))

    def human() -> None:
        for number, (entry, found) in enumerate(proofs):
            if number:
                mcu.out.say()
            mcu.out.say(
                _("{id}, {path}. In the folder of the store, with git alone:").format(id=entry.id, path=entry.path)
            )
            for check in found:
                mcu.out.say()
                mcu.out.say(_(check.shows))
                mcu.out.say(f"$ {check.command}")
                for line in (check.prints or "").splitlines():
                    mcu.out.say(f"  {line}" if line else "")

    data = [
        {
            "id": entry.id,
            "path": entry.path,
            "fingerprint": mcu.store.commit,
            "checks": [{"command": check.command, "prints": check.prints} for check in found],
        }
        for entry, found in proofs
    ]
    mcu.out.result(data[0] if len(data) == 1 else data, human)
