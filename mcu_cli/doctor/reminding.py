"""The one sentence that tells whoever sits at the desk that upkeep is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.language import ngettext
from mcu_cli.store.git_settings import objects_folder
from mcu_cli.store.upkeep import MANY_OBJECTS, objects_about, tell_once_a_day
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from mcu_cli.context import Context


def remind_of_upkeep(mcu: Context) -> None:
    """Say once a day that upkeep is due, where so many objects lie about that git itself would act."""
    if mcu.out.json:
        return
    objects = mcu.root / ".git" / "objects"  # where they mostly are; else git is asked
    n = objects_about(objects if objects.is_dir() else objects_folder(mcu.store.git))
    if n < MANY_OBJECTS or not tell_once_a_day(mcu.store.private, mcu.today.isoformat()):
        return
    mcu.out.note(
        ngettext(
            "about {n} object lies in the repository in a file of its own; run `mcu doctor --fix`, or let `mcu cron` "
            "put them together each night",
            "about {n} objects lie in the repository in files of their own; run `mcu doctor --fix`, or let `mcu cron` "
            "put them together each night",
            n,
        ).format(n=number_text(n))
    )
