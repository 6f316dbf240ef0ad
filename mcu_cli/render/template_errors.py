"""What Jinja2 says of a template that it cannot read, in mcu's own words: it speaks English, and to programmers."""

from __future__ import annotations

import re

from mcu_cli.language import _, marked

# What stands in these sentences as a tag or a field is doubled, as `format` wants it.
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (
            r"Unexpected end of template\..* innermost block that needs to be closed is '(?P<what>\w+)'\.?",
            marked("{{% {what} %}} is not ended; write {{% end{what} %}} behind the text that it is about"),
        ),
        (
            r"unexpected end of template.*|Missing end of .*",
            marked("a tag {{% ... %}}, a field {{{{ ... }}}} or a remark {{# ... #}} is not closed; close it"),
        ),
        (
            r"expected token 'end of statement block', got '(?P<what>.*)'",
            marked("the tag {{% ... %}} is not closed before {what!r}, or that is too much in it"),
        ),
        (
            r"expected token 'end of print statement', got '(?P<what>.*)'",
            marked("the field {{{{ ... }}}} is not closed before {what!r}, or that is too much in it"),
        ),
        (
            r"Encountered unknown tag '(?P<what>.*?)'.*",
            marked("the tag {{% {what} %}} has no place here; look whether one before it is missing or ended already"),
        ),
        (
            r"Expected an expression.*|[uU]nexpected 'end of .*|expected token '\w+', got 'end of .*",
            marked("a tag or a field is not finished; write a name between its brackets"),
        ),
        (
            r"unexpected char (?P<what>.+?) at \d+",
            marked("{what} cannot stand in a tag or a field; take it out, or close the quotes"),
        ),
        (
            r"unexpected (?P<what>'.+?')(?:, expected .*)?",
            marked("{what} stands where it cannot; look whether a bracket is missing or too much"),
        ),
    )
)


def reason_of(said: str, page: str) -> str:
    """Return why a template cannot be read, for what Jinja2 `said`; `page` is that of the documents."""
    for pattern, sentence in _SENTENCES:
        found = pattern.fullmatch(said)
        if found:
            return _(sentence).format(**found.groupdict())
    return _("this is not the language of templates; {page} shows it").format(page=page)
