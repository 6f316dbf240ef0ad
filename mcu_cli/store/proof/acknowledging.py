"""A violation that a person has explained: a commit of its own says so, and changes no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.proof.deed import ACKNOWLEDGE
from mcu_cli.errors import AlreadySoError, RefusedError
from mcu_cli.language import _
from mcu_cli.store.past import SHORT
from mcu_cli.store.trailers import Message

if TYPE_CHECKING:
    from mcu_cli.domain.proof.found import Found, Violation
    from mcu_cli.store.transaction import Transaction

TRAILER = "Mcu-Acknowledges"


def violations_of(found: Found, commit: str) -> list[Violation]:
    """Return what is wrong with a commit and nobody has explained.

    Raises RefusedError where nothing is wrong with it, AlreadySoError where somebody has explained all.
    """
    wrong = [one for one in found.violations if one.commit == commit and not one.is_doubt]
    if not wrong:
        raise RefusedError(
            _("nothing is wrong with commit {commit}; `mcu verify` lists the commits with violations").format(
                commit=commit[:SHORT]
            )
        )
    if found.of(wrong[0]):
        said = found.of(wrong[0])[0]
        raise AlreadySoError(
            _("{author} has acknowledged commit {commit} already: {reason}").format(
                author=said.author, commit=commit[:SHORT], reason=said.reason
            )
        )
    return wrong


def acknowledge(transaction: Transaction, commit: str, reason: str) -> str:
    """Put on record that the violations of `commit` are explained by `reason`; return the commit that says so."""
    subject = f"{commit[:SHORT]}: {reason}"
    message = Message(ACKNOWLEDGE, subject, others=((TRAILER, commit),), body=reason)
    made = transaction.commit(message, may_be_empty=True)
    assert made is not None  # noqa: S101  # it may be empty
    return made
