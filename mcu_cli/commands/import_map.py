"""The maps of `mcu import`: the operator's by its file, one that comes with mcu by its name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.context import Context
    from mcu_cli.domain.column_map import ColumnMap


def known_maps() -> list[ColumnMap]:
    """Return the maps that come with mcu."""
    from mcu_cli.intake.maps import shipped_maps
    from mcu_cli.store.map_file import read_map  # yaml

    return [read_map(data, file=f"{name}.yaml", exact=False) for name, data in shipped_maps().items()]


def chosen_map(mcu: Context, given: str) -> ColumnMap | None:
    """Return the map that `--map` names; None where it was not given. Raises BadInputError for none, or a bad one."""
    from mcu_cli.intake.files import source
    from mcu_cli.intake.maps import SUFFIX, shipped_maps
    from mcu_cli.store.map_file import read_map  # yaml

    if not given:
        return None
    shipped = shipped_maps()
    if given in shipped:
        return read_map(shipped[given], file=given + SUFFIX, exact=False)
    path = mcu.path(Path(given))
    if not path.exists():
        raise BadInputError(
            _("there is no map {path}; name a file, or one of the maps that come with mcu: {names}").format(
                path=path, names=", ".join(shipped)
            )
        )
    return read_map(b"".join(source.find(path).pieces()), file=path.name)
