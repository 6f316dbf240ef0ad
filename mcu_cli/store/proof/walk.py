"""The walk: each commit after the other, its changes judged as they come, what is wrong gathered."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.proof.changes import judged
from mcu_cli.domain.proof.deed import (
    ACKNOWLEDGE,
    CREATES,
    GITS_OWN,
    INIT,
    RECORDED_KINDS,
    REMOVES,
    SUMMARY,
    UNDO,
    WRITES,
    FileKind,
    Version,
)
from mcu_cli.domain.proof.found import MOST, Acknowledged, Found, Violation
from mcu_cli.domain.proof.kinds import Finding, Kind, finding
from mcu_cli.domain.proof.naming import Naming
from mcu_cli.store.documents import DAILY, DESTRUCTION
from mcu_cli.store.objects import blobs_at
from mcu_cli.store.proof.acknowledging import TRAILER
from mcu_cli.store.proof.clocks import Clocks
from mcu_cli.store.proof.commits import Change, Met, Told, shown, steps, told
from mcu_cli.store.proof.joining import PLAIN, judged_join
from mcu_cli.store.proof.taking_back import TakingBack
from mcu_cli.store.proof.versions import Unreadable, Versions, version_of
from mcu_cli.store.proof.witnesses import fingerprints_in
from mcu_cli.store.registry_names import DEPARTMENTS
from mcu_cli.store.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mcu_cli.store.git import Git

_AT_ONCE = 256  # objects asked for before the first of them is judged
_SHOWN = 3


class Ground(NamedTuple):
    """Where the walk stands: git, the store's folder in the repository (empty, or ending with `/`), and how it begins.

    `baseline` are commits whose files are taken as they are: the edge of a shallow clone. `retired_before` gives the
    ids that were taken back before the walk begins.
    """

    git: Git
    prefix: str
    baseline: frozenset[str]
    retired_before: Callable[[], Iterable[str]]
    has_beginning: bool


class Walk:
    """A walk under way. `found` is what it has gathered; `commits` and `versions` count what was looked at."""

    def __init__(self, ground: Ground, versions: Versions, found: Found) -> None:
        """Begin with what was `found` before."""
        self.found = found
        self._ground = ground
        self._versions = versions
        self._retired: Spool | None = None
        self._clocks = Clocks(ground.git)
        self._tips: set[str] = set()
        self._now: _Commit | None = None

    def go(self, *revisions: str) -> Iterator[str]:
        """Walk through the commits that `revisions` mean; yields each after it is judged.

        Yielded is the commit where everything so far leads to it, so that the walk can go on there; else nothing.
        """
        coming = steps(self._ground.git, self._ground.prefix, *revisions)
        while some := list(islice(coming, _AT_ONCE)):
            self._fetch(some)
            for step in some:
                if isinstance(step, Met):
                    yield from self._end()
                    self._begin(step)
                else:
                    self._change(step)
        yield from self._end()

    def _fetch(self, some: Sequence[Met | Change]) -> None:
        changes = [step for step in some if isinstance(step, Change) and step.kind is not FileKind.FOREIGN]
        blobs = [change.after for change in changes]
        blobs += [change.before for change in changes if change.kind in RECORDED_KINDS]
        self._versions.let_go()
        self._versions.fetch(blobs, [step.id for step in some if isinstance(step, Met)])

    def _begin(self, met: Met) -> None:
        data = self._versions.commit(met.id)
        self._now = _Commit(told(met.id, data or b""), met.parents)
        now = self._now
        if data is None:
            self._wrong(finding(Kind.OBJECT_FALSE, object=met.id))
            now.is_baseline = True  # nobody knows what it says of itself
        elif met.id in self._ground.baseline:
            now.is_baseline = True
            self.found.edges += 1
        elif now.parents_told != met.parents:  # git was told of others, by a file of grafts
            self._wrong(finding(Kind.OBJECT_FALSE, object=met.id))
        elif len(met.parents) > 1:
            self._join(now.told)
        elif now.told.deed.action == UNDO:
            now.undo = TakingBack(self._ground.git, self._ground.prefix, now.told)
        for doubt in self._clocks.doubts(now.told):
            self._wrong(doubt)

    def _change(self, change: Change) -> None:
        now = self._now
        assert now is not None  # noqa: S101  # git tells a commit before its changes
        now.touches = True
        if change.kind is not FileKind.FOREIGN:
            now.touches_store = True
            self.found.versions += 1
        if change.after and change.after in self._versions.false:
            self._wrong(finding(Kind.OBJECT_FALSE, object=change.after), change.path)
        if now.is_baseline:
            return
        self._name(now, change)
        if now.undo is not None and now.undo.takes_back(change):
            if change.name and not change.after:
                self._retire(change.name)
            return
        if change.kind is FileKind.FOREIGN:
            return
        if not now.told.deed.action:
            now.by_hand += [change.path] if len(now.by_hand) <= _SHOWN else []
        for one in self._judged(change, now.told):
            self._wrong(one, change.path)

    def _name(self, now: _Commit, change: Change) -> None:
        """Hold a change against the trailers, and against what the command writes."""
        action = now.told.deed.action
        if not action:
            return
        is_appeal = change.kind is FileKind.APPEAL
        wrong = now.naming.touched_appeal(change.name) if is_appeal else now.naming.touched_file(change.path)
        is_gits_own = action == INIT and change.path in GITS_OWN
        is_its_own = change.kind in WRITES[action] and not (action == INIT and change.before)
        if change.kind is FileKind.REPORT and action != UNDO:
            is_its_own &= change.path.startswith(f"{DAILY}/") if action == SUMMARY else _is_new_act(change)
        now.founds |= change.path == DEPARTMENTS and not change.before
        is_new = not change.before and action not in CREATES.get(change.kind, (action,)) and action != UNDO
        if not is_gits_own and (is_new or not is_its_own):
            now.note(finding(Kind.OUT_OF_PLACE, action=action), change.path)
        if wrong is not None:
            now.note(wrong, change.path)

    def _judged(self, change: Change, commit: Told) -> Iterator[Finding]:
        """Yield what is wrong with one change of a file of the store."""
        if not change.after:
            if change.name:
                self._retire(change.name, change.before)
            if commit.deed.action not in REMOVES.get(change.kind, ()):
                yield finding(Kind.FILE_REMOVED)
            return
        if change.mode not in PLAIN:
            yield finding(Kind.NOT_A_PLAIN_FILE, mode=change.mode)
            return
        if change.kind in RECORDED_KINDS:
            yield from self._record(change, commit)
        elif change.kind is FileKind.REPORT:
            yield from self._report(change, commit)

    def _record(self, change: Change, commit: Told) -> Iterator[Finding]:
        if not change.before and change.name in self._gone():
            if self._gone_as(commit, change) == change.after:  # what was taken away by hand was put back
                return
            yield finding(Kind.ID_REUSED)
        after = self._versions.version(change.after, change.path)
        if after is None:
            return  # said already
        if isinstance(after, Unreadable):
            yield finding(Kind.UNREADABLE, reason=after)
            return
        if after.recorded.id != change.name:
            yield finding(Kind.IDENTITY_CHANGED, field="id")
            return
        before = self._versions.version(change.before, change.path) if change.before else None
        if change.before and not _is_of(before, change.name):  # it was broken; what mends it is held against what was
            before, is_same = self._last_readable(commit, change)
            if is_same:
                return
        yield from judged(before if isinstance(before, Version) else None, after, commit.deed)

    def _last_readable(self, commit: Told, change: Change) -> tuple[Version | None, bool]:
        """Return the last version of a file that could be read before `commit`, and whether it is what stands now."""
        git = self._ground.git
        path = change.path
        names = git.records("log", "-z", "--format=%H", *commit.parents, "--", path)
        for name in names:
            (data,) = git.blobs([f"{name.decode()}:./{path}"])
            if data is None:
                return None, False
            found = version_of(data, path)
            if isinstance(found, Version) and _is_of(found, change.name):
                return found, data == self._versions.contents(change.after)
        return None, False

    def _report(self, change: Change, commit: Told) -> Iterator[Finding]:
        """Yield the fingerprints in a saved report that are none of a commit on which it stands."""
        names = fingerprints_in(self._versions.contents(change.after) or b"")
        if not names and commit.deed.action == SUMMARY:
            yield finding(Kind.OUT_OF_PLACE, action=SUMMARY)
        for name in names:
            if name in commit.parents:
                continue
            code, _output = self._ground.git.try_run("merge-base", "--is-ancestor", name, commit.id)
            if code and not self._ground.baseline:  # of a shallow clone nobody can tell
                yield finding(Kind.REWRITTEN, fingerprint=name)

    def _join(self, commit: Told) -> None:
        """Judge a merge."""
        for path, one in judged_join(self._ground.git, self._ground.prefix, commit, self._versions):
            self._wrong(one, path)

    def _end(self) -> Iterator[str]:
        """Say what can be said once all changes of a commit are known."""
        now = self._now
        if now is None:
            return
        deed, commit = now.told.deed, now.told
        if deed.action and not now.is_baseline:
            self._command_is_over(now)
        if now.by_hand:
            files = ", ".join(map(shown, now.by_hand[:_SHOWN])) + (" ..." if len(now.by_hand) > _SHOWN else "")
            self._wrong(finding(Kind.BY_HAND, files=files), now.by_hand[0])
        self._now = None
        self.found.commits += 1
        self._tips.difference_update(commit.parents)
        self._tips.add(commit.id)
        yield commit.id if len(self._tips) == 1 else ""

    def _command_is_over(self, now: _Commit) -> None:
        deed, commit = now.told.deed, now.told
        if len(commit.parents) > 1:  # no command merges
            self._wrong(finding(Kind.OUT_OF_PLACE, action=deed.action))
            return
        for wrong in now.naming.left():
            now.note(wrong)
        if deed.action == INIT and not now.founds:
            now.note(finding(Kind.OUT_OF_PLACE, action=INIT), DEPARTMENTS)
        if now.touches_store or not now.touches:  # else it is a command in another store of the repository
            for wrong, path in now.untrue:
                self._wrong(wrong, path)
        for wrong in now.undo.left() if now.undo is not None else ():
            self._wrong(wrong)
        if deed.action == ACKNOWLEDGE:
            said = Acknowledged(commit.id, commit.author, deed.date.isoformat(), commit.body.strip())
            for name in deed.trailers.get(TRAILER, ()):
                self.found.acknowledge(name, said)

    def _wrong(self, one: Finding, path: str = "") -> None:
        assert self._now is not None  # noqa: S101  # whatever is wrong is wrong in a commit
        commit, path = self._now.told, shown(path)
        self.found.add(Violation(commit.id, commit.author, commit.deed.date.isoformat(), commit.subject, path, one))

    def _gone(self) -> Spool:
        """Return the ids that are gone so far, those taken away by hand with the object that their file was then.

        None stands for what was gone before this walk. An import that was taken back may have had a million.
        """
        if self._retired is None:
            self._retired = Spool()
            for name in self._ground.retired_before():
                self._retired.put(name, None)
        return self._retired

    def _gone_as(self, commit: Told, change: Change) -> str | None:
        """Return the object that a file was when it was taken away by hand, empty where an undo has done that."""
        known: str | None = self._gone().get(change.name)
        if known is not None:
            return known
        git = self._ground.git
        name = (
            git.run("log", "-1", "--format=%H", "--diff-filter=D", *commit.parents, "--", change.path).decode().strip()
        )
        data = self._versions.commit(name) if name else None
        if data is None or told(name, data).deed.action == UNDO:
            return ""
        return blobs_at(git, f"{name}^", [change.path])[change.path]

    def _retire(self, name: str, blob: str = "") -> None:
        self._gone().put(name, blob)


def _is_new_act(change: Change) -> bool:
    """Whether a saved report is an act of destruction, which nobody writes over."""
    return change.path.startswith(f"{DESTRUCTION}/") and not change.before


def _is_of(version: Version | Unreadable | None, name: str) -> bool:
    """Whether a version can be read, and is of the record called `name`."""
    return isinstance(version, Version) and version.recorded.id == name


class _Commit:
    """A commit whose changes are coming. `untrue` is what does not fit its trailers."""

    __slots__ = (
        "by_hand",
        "founds",
        "is_baseline",
        "naming",
        "parents_told",
        "told",
        "touches",
        "touches_store",
        "undo",
        "untrue",
    )

    def __init__(self, commit: Told, parents: tuple[str, ...]) -> None:
        self.told = commit._replace(parents=parents)
        self.parents_told = commit.parents
        self.naming = Naming(commit.deed.trailers)
        self.undo: TakingBack | None = None
        self.is_baseline = self.touches = self.touches_store = self.founds = False
        self.by_hand: list[str] = []
        self.untrue: list[tuple[Finding, str]] = []

    def note(self, wrong: Finding, path: str = "") -> None:
        """Note that the trailers are not true; of very many such the first are enough."""
        if len(self.untrue) < MOST:
            self.untrue.append((wrong, path))
