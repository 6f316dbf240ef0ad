"""Pages of HTML that stand by themselves: nothing is fetched, nothing runs, and no text of strangers is markup."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from mcu_cli.language import spoken

if TYPE_CHECKING:
    from jinja2 import Environment


def page(name: str, **values: Any) -> str:
    """Return the page `name` of the folder `pages` with these values, in the language spoken.

    Texts are escaped here; that they are cleaned of what acts in a browser without markup is for the caller to see to.
    """
    return _environment().get_template(name).render(language=spoken(), **values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # 40 ms

    return Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _source(name: str) -> str:
    return resources.files("mcu_cli.render").joinpath("pages", name).read_text(encoding="utf-8")
