"""A console that draws into a text: what strangers wrote is no markup there, and colours come only where asked for."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def drawing(*, width: int, colour: bool) -> tuple[Console, io.StringIO]:
    """Return a console of `width` columns, and the text that it draws into."""
    from rich.console import Console  # heavy: only where it prints

    drawn = io.StringIO()
    console = Console(
        file=drawn,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    return console, drawn
