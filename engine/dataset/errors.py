"""What is wrong with a file of data, in one line."""

import re
from pathlib import PurePath

_LONGEST_SHOWN = 60
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


class DatasetError(Exception):
    """A file cannot be described; the message says what was expected and what to do."""


def show(text: object) -> str:
    r"""Return a name or a cell of a file, fit for a terminal: short, without control characters.

    A terminal runs escape sequences, so none is passed on. A path is shown whole.

    Examples:
        >>> show("a\x1b[31mb")
        'a [31mb'
    """
    clean = _UNPRINTABLE.sub(" ", str(text))
    short = len(clean) <= _LONGEST_SHOWN or isinstance(text, PurePath)
    return clean if short else f"{clean[: _LONGEST_SHOWN - 1]}…"
