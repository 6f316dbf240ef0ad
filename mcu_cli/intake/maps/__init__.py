"""The maps that come with mcu, for tables of other systems: YAML files, read by store/map_file.py."""

from __future__ import annotations

from importlib import resources

SUFFIX = ".yaml"


def shipped_maps() -> dict[str, bytes]:
    """Return the bytes of each map that comes with mcu, by its name."""
    folder = resources.files("mcu_cli.intake.maps")
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(SUFFIX)), key=lambda entry: entry.name)
    return {entry.name.removesuffix(SUFFIX): entry.read_bytes() for entry in files}
