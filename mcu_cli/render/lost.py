"""What is raised where stdout takes no more."""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING

from mcu_cli.errors import OutputLostError, ReaderGoneError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def to_stdout() -> Iterator[None]:
    """Raise ReaderGoneError or OutputLostError where stdout takes no more inside the block."""
    try:
        yield
    except BrokenPipeError:
        raise ReaderGoneError from None
    except OSError as error:
        # In the words of the system where we have none of our own.
        reason = _("no space is left on the disk") if error.errno == errno.ENOSPC else error.strerror or str(error)
        raise OutputLostError(
            _(
                "the output is not whole: {reason}; send it elsewhere and run the command again, "
                "or look with `git log` whether a change is on record already"
            ).format(reason=reason)
        ) from error
