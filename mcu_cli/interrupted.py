"""What is said after ^C: whether what the command was about is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.store.transaction import Outcome


def what_was_done(context: object) -> str:
    """Return the sentence for a run with this context, which may not have got so far as to have one, or a store."""
    store = getattr(context, "__dict__", {}).get("store")
    outcome: Outcome | None = None if store is None else store.outcome
    if outcome is None:
        return _("interrupted; nothing on record was changed")
    if not outcome.commit:  # ^C once more, while it was taken back
        return _("interrupted; the next command puts the folder right, and says whether it was done")
    if outcome.settled:
        text = _("interrupted, but the change is on record in commit {commit}; do not make it again")
    else:
        text = _(
            "interrupted, but the change is on record in commit {commit}; do not make it again, "
            "git's index follows with the next command"
        )
    return text.format(commit=outcome.commit[:10])
