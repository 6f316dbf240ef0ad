"""Numbers that systems give to appeals, as spreadsheets leave them: by these an appeal is found again."""

from __future__ import annotations

import re

from mcu_cli.language import _

_WHOLE = re.compile(r"([0-9]+)[.,]0")
_CUT = re.compile(r"[0-9](?:[.,][0-9]+)?[EeЕе]\+[0-9]{1,3}")


class CutNumberError(ValueError):
    """A spreadsheet has cut a number to its first digits; the text is the sentence for the operator."""


def source_number(text: str) -> str:
    """Return a number of the source as every file writes it: `717475.0`, as programs write a number, is `717475`.

    Zeros in front and letters stay. Raises CutNumberError for `1,2E+05`: many numbers look like that.
    """
    whole = _WHOLE.fullmatch(text)
    if whole is not None:
        return whole[1]
    if _CUT.fullmatch(text):
        raise CutNumberError(
            _("{text!r} is a number that a spreadsheet has cut; export the column as text").format(text=text)
        )
    return text
