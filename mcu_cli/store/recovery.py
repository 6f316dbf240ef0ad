"""What an interrupted command has left: the folder, and git's index, are brought back to HEAD."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from mcu_cli.errors import DamagedError
from mcu_cli.language import _
from mcu_cli.store import journal
from mcu_cli.store.dead_locks import remove_dead
from mcu_cli.store.files import inside, read_file, remove_file, remove_litter, write_file
from mcu_cli.store.killed_streams import clear
from mcu_cli.store.objects import algorithm_of, blob_id, blobs_in_head
from mcu_cli.store.private_folder import LOCK, journal_of
from mcu_cli.store.recording import forget_aside, reset_index, staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from mcu_cli.store.git import Git
    from mcu_cli.store.journal import Step

One = TypeVar("One")
_AT_ONCE = 500  # paths of one question to git; what a million appeals hold never stands in memory


def restore(root: Path, git: Git, note: Callable[[str], None] | None = None) -> bool:
    """Bring the paths of an unfinished command back to HEAD and say so; return whether its commit is in HEAD.

    A file that is neither what stood there before nor what the command wrote was edited by hand, and stays.
    Only for whoever holds the lock: a journal that is still being written is taken for one that a kill left half.
    """
    path = journal_of(root)
    remove_litter(path)
    unfinished = journal.pending(path)
    if unfinished is None:
        return False
    for lock in remove_dead(git, path.stat().st_mtime_ns):
        if note is not None:
            note(_("removed: {path}, a lock that the interrupted command had left").format(path=lock))
    if unfinished.is_empty:
        moved = (git.head() or "") != unfinished.head
    else:
        moved = all(blob == step.after for _name, step, blob in _with_blobs(git, unfinished.steps()))
    kept = list(_restored(root, git, unfinished.steps(), moved=moved))
    if moved:
        reset_index(git, ((name, blob) for name, _step, blob in _with_blobs(git, unfinished.steps())))
    else:
        _unstage(git, unfinished.steps())
    forget_aside(git, path.parent)
    clear(git, path, path.with_name(LOCK))
    journal.done(path)
    if note is not None and unfinished.action != journal.UPKEEP:
        note(
            _("`mcu {action}` was interrupted after its commit; the folder was brought up to the record").format(
                action=unfinished.action
            )
            if moved
            else _("`mcu {action}` was interrupted before its commit; it was taken back, run it again").format(
                action=unfinished.action
            )
        )
        for name in kept:
            note(_("{path} holds other changes, made by hand; it was left as it is").format(path=name))
    return moved


def portions(many: Iterable[One]) -> Iterator[list[One]]:
    """Yield `many` in lists of a length that git can be asked about at once."""
    some = []
    for one in many:
        some.append(one)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _with_blobs(git: Git, steps: Iterable[tuple[str, Step]]) -> Iterator[tuple[str, Step, str]]:
    """Yield each path with its step and its object in HEAD, empty where HEAD has none."""
    for some in portions(steps):
        in_head = blobs_in_head(git, [name for name, _step in some])
        for name, step in some:
            yield name, step, in_head[name]


def _restored(root: Path, git: Git, steps: Iterable[tuple[str, Step]], *, moved: bool) -> Iterator[str]:
    """Bring each path to what it should be; yield those that hold an edit made by hand, and were left."""
    for some in portions(steps):
        in_head = blobs_in_head(git, [name for name, _step in some])
        wanted = [in_head[name] if moved or not step.folder else step.folder for name, step in some]
        contents = git.blobs(blob or "0" * 40 for blob in wanted)
        for (name, step), blob, data in zip(some, wanted, contents, strict=True):
            # git says of an object that it has lost what it says of a path that is not there.
            is_lost = data is None and bool(blob or (step.before and _stands_in_head(git, name)))
            if not _restore_file(root, name, step, blob, None if is_lost else data or b""):
                yield name


def _unstage(git: Git, steps: Iterable[tuple[str, Step]]) -> None:
    """Take out of git's index what we wrote and nobody recorded: a `git add` by hand may have met it in the folder.

    Before the commit we tell the index nothing; what somebody else has told it of these files stays.
    """
    head = git.head()
    others = dict(staged(git, head)) if head else {}
    if not others:
        return
    ours = [
        (name, blob)
        for name, step, blob in _with_blobs(git, ((name, step) for name, step in steps if name in others))
        if others[name] == step.after != blob
    ]
    if ours:
        reset_index(git, iter(ours))


def _stands_in_head(git: Git, name: str) -> bool:
    code, _output = git.try_run("rev-parse", "--verify", "--quiet", f"HEAD:./{name}")
    return code == 0


def _restore_file(root: Path, name: str, step: Step, wanted: str, data: bytes | None) -> bool:
    """Bring one path to the object `wanted`, empty for no file; return False where it holds an edit made by hand.

    `data` is what the object holds; None where git has lost it, which raises DamagedError if it is needed.
    """
    path = inside(root, name)
    remove_litter(path)
    current = read_file(path)
    on_disk = "" if current is None else blob_id(current, algorithm=algorithm_of(step.after or step.before))
    if on_disk == wanted:
        if not wanted:
            remove_file(path, up_to=root)  # folders may have been made for it
        return True
    ours = {step.before, step.after, *((step.folder,) if step.folder else ())}
    if on_disk not in ours and current != b"":  # an empty one is what a cut of the power leaves of what was not synced
        return False
    if data is None:  # the journal stays: what brings the object back lets the next command go on
        raise DamagedError(
            _("git has lost the object of {path}; run `git fsck` and restore it from a copy").format(path=name)
        )
    if not wanted:
        remove_file(path, up_to=root)
    else:
        write_file(path, data)
    return True
