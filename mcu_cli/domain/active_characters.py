"""Characters that act on whoever reads a text, or hide in it: what a stranger wrote is never shown with them.

Controls but for tab and line feed; C1; bidi marks, overrides and isolates; what takes no room or looks like a blank and
is none; separators that are taken for line ends; tags and selectors, in which a text can be hidden; half characters.
The sets are those of Unicode (https://www.unicode.org/reports/tr44/): Cc, Cs, Zl, Zp, Default_Ignorable_Code_Point, and
of Cf all that has no shape of its own.
"""

from __future__ import annotations

import re

ALWAYS = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_PICTURES = r"\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
# The joiner stays between emoji, and the two selectors of their style behind a sign that has one: there they belong.
_STYLED = r"#*0-9\xa9\xae\u2000-\u3300\U0001f000-\U0001faff"
_JOINER = rf"(?<![{_PICTURES}])\u200d|\u200d(?![{_PICTURES}])"
_STYLE = rf"(?<![{_STYLED}])[\ufe0e\ufe0f]"

ACTIVE = re.compile(rf"[{ALWAYS}]|{_JOINER}|{_STYLE}")
"""One of them, where it is not in its place."""
