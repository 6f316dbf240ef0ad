"""For whom a report is made, and so what it may say."""

from __future__ import annotations

from enum import StrEnum

from mcu_cli.domain.vocabulary import UNDER_59_FZ

# What a review counts where no query says otherwise.
OF_REVIEW = f"channel:{','.join(sorted(UNDER_59_FZ))}"


class ReportKind(StrEnum):
    """The kinds of reports; all but the internal one are for everybody, and hold no personal data."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PRESS = "press"
    REVIEW = "review"

    @property
    def is_for_everybody(self) -> bool:
        """Whether it leaves the administration, and so may name no citizen."""
        return self is not ReportKind.INTERNAL
