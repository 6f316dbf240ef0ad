"""How much a repository grows by a command on one appeal, packed as git's upkeep packs it, and until then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.stores import Place

_TEXT = "Выехали на место: наледь у остановки убрана, тротуар посыпан, фото у мастера участка."
COMMANDS = {
    "note": ("note", "--text", _TEXT),
    "assign": ("assign", "--to", "roads"),
    "answer": ("answer", "--outcome", "resolved", "--via", "comment", "--text", _TEXT),
    "escalate": ("escalate", "--reason", "Срок прошёл, исполнитель молчит"),
}


def measured(place: Place, root: Path, appeals: Sequence[str], times: int) -> dict[str, Any]:
    """Run each command `times` times, always on another of `appeals`; return the growth for one, in bytes.

    `packed` is the size of a pack of exactly the new objects, as differences to those that were there, which is what
    they take after `git gc`; `loose` what they take in files until then.
    """
    fresh = iter(appeals)
    before, stood = place.head(root), _objects(root)
    count = 0
    try:
        for _n in range(times):
            for name, *words in COMMANDS.values():
                place.lines(root, place.mcu(name, next(fresh), *words))
                count += 1
    except (RuntimeError, StopIteration) as error:
        return {"shown": "growth", "failed": str(error) or f"only {count} appeals are open"}
    made = int(place.lines(root, ["git", "rev-list", "--count", f"{before}..HEAD"])[0])
    if made != count:
        return {"shown": "growth", "failed": f"{count} commands made {made} commits"}
    loose = _objects(root) - stood
    return {
        "shown": "growth",
        "runs": count,
        "packed": round(_packed(place, root, before) / count),
        "loose": loose // count,
    }


def _objects(root: Path) -> int:
    """Return the bytes of all files in which git keeps objects."""
    return sum(path.stat().st_size for path in (root / ".git" / "objects").rglob("*") if path.is_file())


def _packed(place: Place, root: Path, before: str) -> int:
    """Return the bytes of a pack of what came after the commit `before`, without those of its head and its end."""
    revisions = place.folder / "revisions"
    revisions.write_text(f"HEAD\n^{before}\n", encoding="ascii")
    pack = place.folder / "growth.pack"
    command = f'git pack-objects --quiet --revs --thin --delta-base-offset --stdout < "{revisions}" > "{pack}"'
    place.lines(root, ["sh", "-c", command])
    return pack.stat().st_size - 32  # 12 bytes of head, 20 of check sum
