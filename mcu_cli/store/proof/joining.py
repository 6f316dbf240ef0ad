"""A merge: what each branch brought has to be in it, and nothing else."""

from __future__ import annotations

from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.proof.deed import RECORDED_KINDS, FileKind, Version
from mcu_cli.domain.proof.kinds import Finding, Kind, finding
from mcu_cli.domain.proof.merges import judged_lines, judged_merge
from mcu_cli.store.objects import blobs_at
from mcu_cli.store.proof.commits import Change, Told, differences, shown
from mcu_cli.store.proof.versions import Unreadable, Versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.store.git import Git

_AT_ONCE = 500
PLAIN = frozenset({"100644"})
"""The modes of a file of the record."""


class _Joined(NamedTuple):
    """A path that a merge has unlike at least one of its parents: the objects of each parent, and its own."""

    change: Change
    sides: tuple[str, ...]
    merged: str


def judged_join(git: Git, prefix: str, commit: Told, versions: Versions) -> Iterator[tuple[str, Finding]]:
    """Yield what is wrong with the merge `commit`, each with its path."""
    bases = git.try_run("merge-base", "--all", "--octopus", *commit.parents)[1].decode().split()
    coming = _joined(git, prefix, commit)
    while some := list(islice(coming, _AT_ONCE)):
        paths = [one.change.path for one in some]
        at_bases = [blobs_at(git, base, paths) for base in bases]
        for one in some:
            before = [found[one.change.path] for found in at_bases] or [""]
            if one.merged and one.change.mode not in PLAIN:
                yield one.change.path, finding(Kind.NOT_A_PLAIN_FILE, mode=one.change.mode)
                continue
            if not any(_is_plain(base, one) for base in before):
                for wrong in _judged(before[0], one, versions):
                    yield one.change.path, wrong


def _joined(git: Git, prefix: str, commit: Told) -> Iterator[_Joined]:
    """Yield the paths of the store in which a merge differs from a parent, in git's order."""
    sources = [_numbered(n, differences(git, prefix, parent, commit.id)) for n, parent in enumerate(commit.parents)]
    together = merge(*sources, key=itemgetter(0))
    for _path, group in groupby(together, key=itemgetter(0)):
        found = [(n, change) for _name, n, change in group]
        change = found[0][1]
        sides = [change.after] * len(commit.parents)
        for n, one in found:
            sides[n] = one.before
        yield _Joined(change, tuple(sides), change.after)


def _numbered(n: int, changes: Iterator[Change]) -> Iterator[tuple[bytes, int, Change]]:
    for change in changes:
        if change.kind is not FileKind.FOREIGN:
            yield change.path.encode("utf-8", "surrogateescape"), n, change


def _is_plain(base: str, one: _Joined) -> bool:
    """Whether only one side has changed the file, or all alike, and the merge has just that."""
    changed = {side for side in one.sides if side != base}
    return changed == {one.merged} or (not changed and one.merged == base)


def _judged(base: str, one: _Joined, versions: Versions) -> Iterator[Finding]:
    changed = list(dict.fromkeys(side for side in one.sides if side != base))
    if len(changed) < 2:  # noqa: PLR2004  # one side, or none: what the merge has is not what that side has
        brought = one.merged and one.merged not in one.sides and one.merged != base
        kind = Kind.MERGE_INVENTED if brought else Kind.MERGE_DROPPED
        yield finding(kind, what=shown(one.change.path))
        return
    if not one.merged or not all(changed):
        # A file that one side took away and the other has changed: whichever stands, the other side is lost.
        yield finding(Kind.MERGE_DROPPED, what=shown(one.change.path))
        return
    versions.fetch([base, *changed, one.merged])
    if one.change.kind in RECORDED_KINDS:
        yield from _judged_records(base, changed, one, versions)
        return
    texts = [versions.contents(name) or b"" for name in changed]
    yield from judged_lines(
        (versions.contents(base) if base else b"") or b"", texts, versions.contents(one.merged) or b""
    )


def _judged_records(base: str, changed: Sequence[str], one: _Joined, versions: Versions) -> Iterator[Finding]:
    path = one.change.path
    merged = versions.version(one.merged, path)
    if isinstance(merged, Unreadable):
        yield finding(Kind.UNREADABLE, reason=merged)
    elif merged is None or merged.recorded.id != one.change.name:
        yield finding(Kind.IDENTITY_CHANGED, field="id")
    else:
        sides = [
            version for version in (versions.version(side, path) for side in changed) if isinstance(version, Version)
        ]
        before = versions.version(base, path) if base else None
        if len(sides) < len(changed) or isinstance(before, Unreadable):
            yield finding(Kind.MERGE_DROPPED, what=path)
            return
        yield from judged_merge(before, sides, merged)
