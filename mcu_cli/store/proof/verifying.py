"""The proof of a store: where the walk of its history begins, the walk, and what is held against HEAD besides."""

from __future__ import annotations

import re
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.proof.found import Found, Proof, Start, Violation
from mcu_cli.domain.proof.kinds import Finding, Kind, finding
from mcu_cli.errors import DamagedError, NotFoundError
from mcu_cli.language import _
from mcu_cli.store.documents import DOCUMENTS
from mcu_cli.store.git_errors import GitError
from mcu_cli.store.index_commits import count_files, ever_retired
from mcu_cli.store.past import commit_of
from mcu_cli.store.proof import remembered
from mcu_cli.store.proof.commits import NO_GRAPH, edges, told
from mcu_cli.store.proof.signatures import judged_signatures
from mcu_cli.store.proof.versions import Versions, is_called
from mcu_cli.store.proof.walk import Ground, Walk
from mcu_cli.store.proof.witnesses import leads_to
from mcu_cli.store.registry_names import DEPARTMENTS
from mcu_cli.store.rows import RECORDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mcu_cli.store.git import Git
    from mcu_cli.store.repository import Store

_AT_ONCE = 256
_SHOWN = 3
_SAVED_EVERY = 5_000  # commits after which the walk notes how far it came
_DIGITS = re.compile(r"[0-9a-f]{7,64}")
_ENOUGH = 12  # digits: no commit that was thrown away is meant by chance
_BEGINNING = "^Mcu-Action: init$"


class Wanted(NamedTuple):
    """What is to be proved: since which commit, against which fingerprints, whether signed, whether all anew."""

    since: str = ""
    witnesses: Sequence[str] = ()
    signatures: bool = False
    allowed_signers: str = ""
    whole: bool = False


def verify(store: Store, wanted: Wanted, program: Sequence[object]) -> Proof:
    """Walk the history of the store's folder and return what is wrong with it.

    `program` is what tells one version of mcu from another: what another one has found is not relied upon. Raises
    NotFoundError where there is nothing to prove.
    """
    git = store.git
    head = git.head()
    if head is None:
        raise NotFoundError(_("there is no commit yet; `mcu init` makes the first one"))
    since = _fingerprint(git, wanted.since) if wanted.since else ""
    beginning = _beginning(git, head, since)
    # Of a shallow clone nothing is remembered: what lies at its edge is not looked at, and may not be the edge later.
    by_hand = bool(wanted.since) or wanted.signatures or wanted.whole or bool(edges(git))
    known = None if by_hand else remembered.last(store, program, beginning.commit, head)
    found = known.found if known is not None else Found()
    with _damage_told(), git.asking() as ask:
        versions = Versions(ask)
        ground = Ground(
            git,
            git.run("rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").removesuffix("\n"),
            edges(git),
            lambda: _retired_before(git, known.commit if known else beginning.behind),
            beginning.start is not Start.ROOT,
        )
        revisions = (head, f"^{known.commit}") if known else beginning.revisions(head)
        walk = Walk(ground, versions, found)
        total = int(git.run("rev-list", "--count", *revisions, "--").decode())
        for n, commit in enumerate(store.around.progress(walk.go(*revisions), total), start=1):
            if commit and not by_hand and n % _SAVED_EVERY == 0:
                remembered.keep(store, program, beginning.commit, commit, found)
    try:
        _hold_against_head(store, head, found)
    except GitError:  # of a folder, or of the commit itself, git looks at the digest too
        _add(git, found, head, finding(Kind.OBJECT_FALSE, object=head))
    if not by_hand:
        remembered.keep(store, program, beginning.commit, head, found)
    shown = Found.from_plain(found.as_plain())  # what follows was asked for now, and is no part of what is remembered
    _witness(git, head, [*([since] if since else []), *wanted.witnesses], shown)
    if beginning.start is Start.ROOT:
        _without_beginning(git, head, shown)
    elif beginning.start is Start.INIT:
        _refuse_older(git, beginning.commit, shown)
    if wanted.signatures:
        acknowledging = [said.commit for some in shown.acknowledged.values() for said in some]
        for violation in judged_signatures(git, revisions, acknowledging, wanted.allowed_signers):
            shown.add(violation)
    return Proof(head, beginning.start, beginning.commit, known.commit if known else "", shown)


@contextmanager
def _damage_told() -> Iterator[None]:
    """Raise DamagedError where git cannot go through its own objects inside the block."""
    try:
        yield
    except GitError as error:
        raise DamagedError(
            _(
                "git cannot read its own objects; `git fsck` names them, restore the repository from a copy: {words}"
            ).format(words=" ".join(error.stderr.split()))
        ) from error


def _fingerprint(git: Git, typed: str) -> str:
    """Return the commit that a fingerprint names; itself where no commit here has it: then it was rewritten away.

    Raises NotFoundError for what is no fingerprint and names no commit, and in a shallow clone.
    """
    fingerprint = "".join(typed.split()).lower()
    if not _DIGITS.fullmatch(fingerprint):
        return commit_of(git, "".join(typed.split()))
    # A tag or a branch that somebody has called so is not what was printed.
    objects = git.run("rev-parse", f"--disambiguate={fingerprint}").decode().split()
    found = {commit for name in objects if (commit := _commit_at(git, name))}
    if len(found) == 1:
        return found.pop()
    if found:
        raise NotFoundError(
            _("more than one commit begins with {fingerprint}; give the whole fingerprint").format(
                fingerprint=fingerprint
            )
        )
    return commit_of(git, fingerprint) if len(fingerprint) < _ENOUGH or edges(git) else fingerprint


def _commit_at(git: Git, name: str) -> str:
    """Return the commit that an object is, or a tag leads to; empty for other objects."""
    code, output = git.try_run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return "" if code else output.decode().strip()


class _Beginning(NamedTuple):
    start: Start
    commit: str

    @property
    def behind(self) -> str:
        """Return the commit up to which the history is not walked through, empty where there is none."""
        return self.commit if self.start is Start.SINCE else ""

    def revisions(self, head: str) -> tuple[str, ...]:
        """Return what the walk goes through, as git takes it."""
        if self.start is Start.SINCE:
            return head, f"^{self.commit}"
        return (head, "--not", f"{self.commit}^@") if self.start is Start.INIT else (head,)


def _beginning(git: Git, head: str, since: str) -> _Beginning:
    """Return where the walk begins: at a fingerprint that leads to HEAD, else at the first commit of `mcu init`.

    In a shallow clone that commit may not be there; then the walk begins at the edge.
    """
    if since and leads_to(git, since, head):
        return _Beginning(Start.SINCE, since)
    founding = ""
    for founding in map(bytes.decode, _commits_of_init(git, head)):  # noqa: B007  # the last one is the oldest
        pass
    if founding:
        return _Beginning(Start.INIT, founding)
    ends = edges(git)
    return _Beginning(Start.EDGE, min(ends)) if ends else _Beginning(Start.ROOT, "")


def _commits_of_init(git: Git, head: str) -> Iterator[bytes]:
    return git.records(
        *NO_GRAPH,
        "log",
        "-z",
        "--full-history",
        "--topo-order",
        "--format=%H",
        f"--grep={_BEGINNING}",
        "--extended-regexp",
        head,
        "--",
        DEPARTMENTS,
    )


def _retired_before(git: Git, commit: str) -> Iterable[str]:
    """Yield the ids that were taken back before the walk begins after `commit`."""
    if commit:
        for name, _commit in ever_retired(git, commit, count_files(git, commit)):
            yield name


def _hold_against_head(store: Store, head: str, found: Found) -> None:
    """Look whether every object of the store that HEAD holds is what its name says, read by whomever before."""
    git = store.git
    listed = git.records(*NO_GRAPH, "ls-tree", "-r", "-t", "-z", head, "--", *RECORDED, *DOCUMENTS)
    total = sum(count_files(git, head).values())
    with git.asking() as ask:
        coming = store.around.progress(listed, total)
        while some := [record.split(b"\t", 1) for record in islice(coming, _AT_ONCE)]:
            parts = [(*head_of.decode().split()[1:3], path) for head_of, path in some]
            contents = ask([name.encode() + b"\n" for _kind, name, _path in parts])
            for (kind, name, path), data in zip(parts, contents, strict=True):
                if data is None or not is_called(name, kind.encode(), data):
                    _add(git, found, head, finding(Kind.OBJECT_FALSE, object=name), path.decode("utf-8", "replace"))


def _witness(git: Git, head: str, fingerprints: Sequence[str], found: Found) -> None:
    """Note the fingerprints that do not lead to HEAD."""
    for fingerprint in fingerprints:
        if not leads_to(git, fingerprint, head):
            _add(git, found, head, finding(Kind.REWRITTEN, fingerprint=fingerprint))


def _without_beginning(git: Git, head: str, found: Found) -> None:
    first = git.run("rev-list", "--topo-order", "--reverse", head, "--", DEPARTMENTS).decode().split()
    _add(git, found, first[0] if first else head, finding(Kind.NO_BEGINNING))


def _refuse_older(git: Git, founding: str, found: Found) -> None:
    """Note what is on record in the commit that founds the store: `mcu init` brings none, and nobody has judged it."""
    listed = git.records("ls-tree", "-r", "-z", "--name-only", founding, "--", *RECORDED)
    older = [path.decode("utf-8", "replace") for path in islice(listed, _SHOWN + 1)]
    if older:
        files = ", ".join(older[:_SHOWN]) + (" ..." if len(older) > _SHOWN else "")
        _add(git, found, founding, finding(Kind.BY_HAND, files=files), older[0])


def _add(git: Git, found: Found, commit: str, wrong: Finding, path: str = "") -> None:
    """Note what is wrong, unless it is noted already."""
    about = told(commit, git.try_run("cat-file", "commit", commit)[1])
    violation = Violation(commit, about.author, about.deed.date.isoformat(), about.subject, path, wrong)
    if violation not in found.violations:
        found.add(violation)
