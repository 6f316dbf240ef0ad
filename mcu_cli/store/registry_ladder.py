"""The escalation ladder of departments.yaml: whom an appeal goes up to, and from which share of its term by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.registry import Rung
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.store.registry_file import Path, RegistryFile

_KEYS = ("id", "title", "at", "name", "email", "department")
_SHARE = re.compile(r"([1-9][0-9]{0,3}) ?%")


def ladder(file: RegistryFile) -> tuple[Rung, ...]:
    """Return the steps from the nearest official up, noting what is wrong in them.

    A step without `at` is taken by hand alone; of the others each begins at a greater share than those before it.
    """
    given: Any = file.document.value.get("escalation", [])
    if not isinstance(given, list):
        file.note(("escalation",), _("a list of steps with `id` and `title` is expected here"))
        return ()
    found: list[Rung] = []
    for n, item in enumerate(given):
        rung = _rung(file, ("escalation", n), item)
        if rung is None:
            continue
        before = max((below.at for below in found if below.at is not None), default=0)
        if rung.at is not None and rung.at <= before:
            file.note(
                ("escalation", n, "at"),
                _("the shares of the steps rise: {share} % stands above {before} %").format(
                    share=rung.at, before=before
                ),
            )
        found.append(rung)
    return tuple(found)


def _rung(file: RegistryFile, path: Path, item: Any) -> Rung | None:
    if not (isinstance(item, dict) and isinstance(item.get("id"), str) and isinstance(item.get("title"), str)):
        file.note(path, _("a step with `id` and `title` is expected here"))
        return None
    for name in item:
        if name not in _KEYS:
            file.note((*path, name), _("unknown key {name!r}; it is kept").format(name=name), "warning")
    rung = Rung(
        id=item["id"],
        title=item["title"],
        at=_share(file, path, item),
        name=file.word(path, item, "name", ""),
        email=file.word(path, item, "email", ""),
        department=_in_charge(file, path, item),
    )
    if rung.department and (rung.name or rung.email):
        file.note(
            path,
            _("the step of the department in charge has no name and address of its own; they stand in `departments`"),
        )
    return rung


def _share(file: RegistryFile, path: Path, item: dict[str, Any]) -> int | None:
    """Return the share of the term in percent; None where the step names none, or something else."""
    if "at" not in item:
        return None
    text = " ".join(file.word(path, item, "at").split())  # a no-break space before the sign is no mistake
    share = _SHARE.fullmatch(text)
    if share is None and isinstance(item["at"], str):
        file.note((*path, "at"), _("{text!r} is not a share of the term; write it as 80 %").format(text=text))
    return int(share[1]) if share else None


def _in_charge(file: RegistryFile, path: Path, item: dict[str, Any]) -> bool:
    text = file.word(path, item, "department", "false")
    if text not in ("true", "false") and isinstance(item["department"], str):
        file.note((*path, "department"), _("{text!r} is neither true nor false").format(text=text))
    return text == "true"
