"""The signatures of commits, as git finds them: https://git-scm.com/docs/pretty-formats (`%G?`)."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from mcu_cli.domain.proof.found import Violation
from mcu_cli.domain.proof.kinds import Kind, finding
from mcu_cli.language import marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.store.git import Git

_FIELDS = "%H%x00%an <%ae>%x00%aI%x00%s%x00%G?%x00%GS%x00%GK"
_NUMBER_OF_FIELDS = 7
# Good; and good, with a key that has run out since. A key that was taken back vouches for nothing.
_GOOD = frozenset({"G", "X", "Y"})
_NONE = "N"
VERDICTS = {
    "B": marked("bad"),
    "U": marked("good, of a key that nobody vouches for"),
    "R": marked("good, of a key that was taken back"),
    "E": marked("of a key that is not known here"),
}


def judged_signatures(
    git: Git, revisions: Sequence[str], acknowledging: Sequence[str], allowed_signers: str
) -> Iterator[Violation]:
    """Yield the commits among `revisions` that touch the store and are unsigned, or signed by nobody known.

    Those that are `acknowledging` change no file, and are looked at too: what they say counts. `allowed_signers` is a
    file of ssh keys with whose they are, empty for the one that git is configured with.
    """
    yield from _judged(git, allowed_signers, ("--full-history", *revisions, "--", "."))
    if acknowledging:
        yield from _judged(git, allowed_signers, ("--no-walk=unsorted", "--stdin"), "\n".join(acknowledging).encode())


def _judged(git: Git, allowed_signers: str, which: Sequence[str], given: bytes = b"") -> Iterator[Violation]:
    setting = ("-c", f"gpg.ssh.allowedSignersFile={allowed_signers}") if allowed_signers else ()
    with closing(git.reading(*setting, "log", "-z", f"--format={_FIELDS}", *which, given=given)) as reading:
        parts = (piece.decode("utf-8", "replace") for piece in reading)
        for commit, author, date, subject, verdict, signer, key in zip(*[parts] * _NUMBER_OF_FIELDS, strict=False):
            if verdict == _NONE:
                yield Violation(commit, author, date, subject, "", finding(Kind.UNSIGNED))
            elif verdict not in _GOOD:
                said = finding(Kind.UNKNOWN_SIGNER, verdict=VERDICTS.get(verdict, verdict), signer=signer or key or "-")
                yield Violation(commit, author, date, subject, "", said)
