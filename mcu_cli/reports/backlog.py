"""The backlog: how many appeals waited at a moment, how many came in and went out between two.

An appeal comes in when it is registered. It goes out at its first final answer, rejection, forwarding
without control, link as a duplicate or closing, whichever is first; reopening brings it in again. What the index keeps
of that is counted in `stays.py`.
"""

from __future__ import annotations

from mcu_cli.values import dataclass


@dataclass(frozen=True, slots=True)
class Backlog:
    """Appeals waiting when a period began and ended, and how many came in and went out: they add up."""

    start: int
    came_in: int
    went_out: int
    end: int

    def __add__(self, other: Backlog) -> Backlog:
        """Return both as one."""
        return Backlog(
            self.start + other.start,
            self.came_in + other.came_in,
            self.went_out + other.went_out,
            self.end + other.end,
        )


NO_BACKLOG = Backlog(0, 0, 0, 0)
