"""What stands at the top of a page, behind its front matter."""

import re

_FRONT_MATTER = re.compile(r"---\n.*?\n---\n", re.DOTALL)
_QUICK_BANNER = (
    '<div class="mec-banner" role="note"><strong>Quick profile.</strong> Real data, but one seed '
    "and one epoch: good for trying the build, not for citing.</div>"
)


def add_banner(text: str, profile: str) -> str:
    """Say at the top of a page, behind its front matter, that the numbers are provisional."""
    return put_on_top(f"{_QUICK_BANNER}\n\n", text) if profile == "quick" else text


def put_on_top(note: str, text: str) -> str:
    """Put a note at the top of a page, behind its front matter."""
    front = _FRONT_MATTER.match(text)
    head = front.group() if front else ""
    return f"{head}{note}{text[len(head) :]}"
