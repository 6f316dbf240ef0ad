"""The objects of the repository: whether all of the record are there, and how they lie on the disk."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from mcu_cli.doctor.finding import doubt, fine, note, wrong
from mcu_cli.errors import ExitCode
from mcu_cli.language import _
from mcu_cli.store.git_errors import GitError
from mcu_cli.store.objects import algorithm_of
from mcu_cli.store.upkeep import gathered, last_upkeep, too_much
from mcu_cli.wording import moment_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mcu_cli.doctor.finding import Finding
    from mcu_cli.doctor.patient import Patient

_PORTION = 1 << 20


def objects(patient: Patient) -> Iterator[Finding]:
    """Look whether the packs are whole, and whether every object of the record as it stands is there."""
    broken = [path for path in sorted((patient.objects / "pack").glob("*.pack")) if not _whole(path, patient)]
    patient.is_whole = not broken
    for path in broken:
        yield wrong(
            _("{path} is damaged; fetch the repository anew from a copy, and do not commit before").format(path=path),
            ExitCode.DAMAGED,
        )
    try:
        patient.git.run("rev-list", "--objects", "--quiet", "HEAD^{tree}")
    except GitError as error:
        patient.is_whole = False
        yield wrong(
            _("objects of the record are lost: {words}; `git fsck` names them, fetch them from a copy").format(
                words=" ".join(error.stderr.split()) or "-"
            ),
            ExitCode.DAMAGED,
        )
        return
    if not broken:
        yield fine(_("every object of the record is there, and the packs are whole; `git fsck` looks at all history"))


def _whole(path: Path, patient: Patient) -> bool:
    """Whether a pack ends with the digest of what stands before it (gitformat-pack(5))."""
    digest = hashlib.new(algorithm_of(patient.head), usedforsecurity=False)
    left = path.stat().st_size - digest.digest_size
    with path.open("rb") as file:
        while left > 0 and (portion := file.read(min(left, _PORTION))):
            digest.update(portion)
            left -= len(portion)
        return file.read() == digest.digest()


def upkeep(patient: Patient) -> Iterator[Finding]:
    """Look how much has come together since the last upkeep."""
    found = gathered(patient.git, patient.head)
    text = _(
        "objects in files of their own: {objects}; packs: {packs}; commits that the graph lacks: {commits}"
    ).format(objects=number_text(found.objects), packs=number_text(found.packs), commits=number_text(found.commits))
    if too_much(found):
        yield doubt(_("{text}; upkeep is due, `mcu doctor --fix` does it").format(text=text), "upkeep")
    elif found.objects or found.commits:
        yield note(text, "upkeep")
    else:
        yield fine(text)
    last = last_upkeep(patient.private).at
    if last is not None:
        yield fine(
            _("the last upkeep was on {moment}").format(
                moment=moment_text(last.astimezone(patient.mcu.local_now.tzinfo))
            )
        )
