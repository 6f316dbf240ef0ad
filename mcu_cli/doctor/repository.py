"""The repository of the store: whether commits can be made, by which settings, through what hooks, past what locks."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from mcu_cli.doctor.finding import doubt, fine, note, wrong
from mcu_cli.errors import ExitCode
from mcu_cli.language import _, ngettext
from mcu_cli.store.documents import DOCUMENTS
from mcu_cli.store.files import inside, matching
from mcu_cli.store.git_settings import files_in_index, is_index_due, standing
from mcu_cli.store.journal import FILES
from mcu_cli.store.objects import blobs_in_head
from mcu_cli.store.recovery import portions
from mcu_cli.store.rows import RECORDED
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.doctor.finding import Finding
    from mcu_cli.doctor.patient import Patient

# What git leaves while a larger step of its own is not done: gitrepository-layout(5), git-status(1).
_UNDER_WAY = ("MERGE_HEAD", "rebase-merge", "rebase-apply", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG")
# Hooks that a commit runs, and those that whatever moves a branch or writes the index does: githooks(5).
_HOOKS = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit", "reference-transaction", "post-index-change")
_YOUNG = 60.0  # seconds for which a lock may just be at work
_LOCKS = ("*.lock", "refs/**/*.lock", "objects/**/*.lock", "gc.pid")


def repository(patient: Patient) -> Iterator[Finding]:
    """Look whether git takes the store for a repository that it can work in."""
    git = patient.git
    if git.run("rev-parse", "--is-bare-repository").strip() == b"true":
        yield wrong(
            _("git takes this repository for one without files; run `git config core.bare false` in it"),
            ExitCode.CONFLICT,
        )
        return
    git.run("rev-parse", "--show-toplevel")  # what git refuses it says here
    prefix = git.run("rev-parse", "--show-prefix").decode("utf-8", "replace").strip()
    n = number_text(files_in_index(patient.git_folder))
    if prefix:
        yield fine(_("the store is the folder {path} of a git repository").format(path=prefix.rstrip("/")))
    else:
        yield fine(_("the store is a git repository; files in it: {n}").format(n=n))
    if git.run("rev-parse", "--is-shallow-repository").strip() == b"true":
        yield wrong(
            _("this clone is shallow and cannot give numbers to new appeals; run `git fetch --unshallow`"),
            ExitCode.REFUSED,
        )


def branch(patient: Patient) -> Iterator[Finding]:
    """Look whether there is a record, and whether commits would land on a branch."""
    code, output = patient.git.try_run("symbolic-ref", "--quiet", "--short", "HEAD")
    if patient.head is None:
        yield wrong(
            _("nothing is on record yet; put the files of the store under git (`git add .` and `git commit`)"),
            ExitCode.DAMAGED,
        )
        return
    if code:
        yield wrong(
            _("HEAD is detached, a commit would be on no branch; go back with `git switch BRANCH`"), ExitCode.CONFLICT
        )
    else:
        yield fine(_("commits go to the branch {name}").format(name=output.decode("utf-8", "replace").strip()))
    found = [name for name in _UNDER_WAY if (patient.git_folder / name).exists()]
    if found:
        yield doubt(
            _("git is in the middle of something ({name}); finish it or give it up, `git status` tells how").format(
                name=found[0]
            )
        )


def staged(patient: Patient) -> Iterator[Finding]:
    """Look whether git's index is there, and whether it holds what is not on record."""
    if is_empty(patient.git_folder / "index"):
        yield wrong(
            _("git's index is empty, as a cut of the power leaves it; `mcu doctor --fix` makes it anew"),
            ExitCode.DAMAGED,
            "index of git",
        )
        return
    output = patient.git.run("diff-index", "--cached", "--name-only", "-z", "HEAD", "--", ".")
    names = [name for name in output.decode("utf-8", "replace").split("\0") if name]
    if names:
        yield doubt(
            ngettext(
                "{n} file is staged and not on record, like {path}; `git status` shows it, `git restore --staged` "
                "takes it back",
                "{n} files are staged and not on record, like {path}; `git status` shows them, `git restore --staged` "
                "takes them back",
                len(names),
            ).format(n=number_text(len(names)), path=names[0])
        )
    else:
        yield fine(_("git's index agrees with the record"))


def emptied(patient: Patient) -> Iterator[Finding]:
    """Look for files that are empty in the folder and not so on record, as a cut of the power leaves them.

    The folder is written without waiting for the disk, since the record itself holds all of it.
    """
    if is_empty(patient.git_folder / "index"):  # said already; then git cannot tell
        return
    paths = emptied_files(patient)
    if paths:
        yield wrong(
            ngettext(
                "{n} file is empty in the folder and not so on record, like {path}: a cut of the power leaves that; "
                "`mcu doctor --fix` writes it anew",
                "{n} files are empty in the folder and not so on record, like {path}: a cut of the power leaves that; "
                "`mcu doctor --fix` writes them anew",
                len(paths),
            ).format(n=number_text(len(paths)), path=paths[0]),
            ExitCode.CONFLICT,
            "emptied",
        )


def emptied_files(patient: Patient) -> list[str]:
    """Return the paths of files that are empty in the folder and not so on record."""
    edited = patient.mcu.store.edited_paths(*RECORDED, *DOCUMENTS, *FILES)
    empty = [path for path in edited if is_empty(inside(patient.store_folder, path))]
    return [path for some in portions(empty) for path, blob in blobs_in_head(patient.git, some).items() if blob]


def is_empty(path: Path) -> bool:
    """Whether there is a plain file without a byte."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and not found.st_size


def registries(patient: Patient) -> Iterator[Finding]:
    """Look whether the two registries are on record and can be read; what is in them is for `mcu check`."""
    registry = patient.mcu.store.registry
    yield fine(
        _("the registries are on record: {name}, {zone}").format(
            name=registry.municipality.name, zone=registry.municipality.timezone.key
        )
    )


def settings(patient: Patient) -> Iterator[Finding]:
    """Look whether git is set up as a store of this size wants it."""
    found = standing(patient.git)
    if found.missing:
        yield doubt(
            _("git is not set up for a store of this size: {names}; `mcu doctor --fix` does it").format(
                names=", ".join(f"{setting.name}={setting.value}" for setting in found.missing)
            ),
            "settings",
        )
    elif is_index_due(patient.git):
        yield doubt(
            _("git's index is not in the form that its settings name; `mcu doctor --fix` writes it anew"), "settings"
        )
    else:
        yield fine(_("git is set up for a store of this size"))
    for setting in found.otherwise:
        yield note(
            _("{name} was set by somebody, mcu would set {value} (docs/upkeep.md); it was left so").format(
                name=setting.name, value=setting.value
            )
        )


def hooks(patient: Patient) -> Iterator[Finding]:
    """Tell what runs with each commit, since each command waits for it."""
    told = patient.git.run("rev-parse", "--path-format=absolute", "--git-path", "hooks").rstrip(b"\n")
    place = Path(os.fsdecode(told))
    found = [name for name in _HOOKS if os.access(place / name, os.X_OK)]
    if found:
        yield note(
            _("each command that writes waits for the hooks of git: {names} ({path})").format(
                names=", ".join(found), path=place
            )
        )
    _code, output = patient.git.try_run("config", "--type=bool", "--get", "commit.gpgSign")
    if output.strip() == b"true":
        yield note(_("each commit is signed, and each command that writes waits for the signature"))


def locks(patient: Patient) -> Iterator[Finding]:
    """Tell which locks of git were left behind; none is ever removed, since another git may be at work."""
    met = False
    for path in sorted(matching(patient.git_folder, *_LOCKS)):
        try:
            age = patient.disk_now - path.lstat().st_mtime
        except FileNotFoundError:
            continue
        met = True
        if age < _YOUNG:
            yield note(_("another git is at work just now: {path}").format(path=path))
        else:
            minutes = int(age // 60)
            yield wrong(
                ngettext(
                    "git is locked by {path}, for {n} minute; if no git is at work, remove that file",
                    "git is locked by {path}, for {n} minutes; if no git is at work, remove that file",
                    minutes,
                ).format(path=path, n=number_text(minutes)),
                ExitCode.CONFLICT,
            )
    if not met:
        yield fine(_("no git holds a lock"))
