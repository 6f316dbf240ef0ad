"""The kinds of appeals by 59-ФЗ in the plural, as a breakdown and a review name them: «жалобы — 108»."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.vocabulary import AppealKind
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable


def with_kind_titles(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the breakdown by kind with titles in the plural; a row without a kind keeps its own."""
    titles = {
        AppealKind.PROPOSAL: _("proposals"),
        AppealKind.STATEMENT: _("statements"),
        AppealKind.COMPLAINT: _("complaints"),
        AppealKind.THANKS: _("letters of thanks"),
    }
    return [row | {"title": titles.get(row["id"], row["title"])} for row in rows]
