"""What a page may load and run: files of this site, and the inline scripts it was built with."""

import base64
import hashlib
import html
import re
from collections.abc import Mapping
from typing import Final

_SCRIPT: Final = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)
_CHARSET: Final = re.compile(r'<meta charset="utf-8">\n?')
_LOADS: Final = re.compile(r"<(?:link[^>]+stylesheet|(?:script|img)[^>]+\ssrc=|svg|style)")
_RUNS: Final = re.compile(r'\stype="(?!text/javascript|module)')
_HANDLER: Final = re.compile(
    r'<[a-z](?:[^<>"]|"[^"]*")*?\s(?:on[a-z]+=|href="javascript:)', re.IGNORECASE
)


class PolicyError(ValueError):
    """A page that its own policy would break."""


def add_policy(page: str, *, on_disk: bool) -> str:
    """Return a page that says, before all that it loads, where that may come from.

    Args:
        page: HTML of the page, as it is published.
        on_disk: Whether it may be opened from disk, where browsers do not agree what "self" is, and
            a worker starts from a text.

    Raises:
        PolicyError: If the page says no charset, before which the policy has no place, or runs
            code from an attribute, which the policy forbids.
    """
    if _HANDLER.search(page):
        raise PolicyError("a page runs code from an attribute; move it to a script of its own")
    rules = "; ".join(
        f"{name} {sources}" for name, sources in policy(page, on_disk=on_disk).items()
    )
    meta = (
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(rules, quote=False)}">\n'
    )
    said, count = _CHARSET.subn(lambda match: f"{match[0].rstrip()}\n{meta}", page, count=1)
    if not count:
        raise PolicyError('a page says no charset; begin its head with <meta charset="utf-8">')
    return said


def policy(page: str, *, on_disk: bool) -> Mapping[str, str]:
    """Return the directives of a page's policy and their sources, by name."""
    own = "'self' file:" if on_disk else "'self'"
    hashes = " ".join(f"'sha256-{digest}'" for digest in inline_hashes(page))
    if not _LOADS.search(page):
        return {"default-src": "'none'", "script-src": hashes or "'none'"}
    return {
        "default-src": own,
        "script-src": f"{own} {hashes}".rstrip(),
        # Drawings and Material place things by style attributes.
        "style-src": f"{own} 'unsafe-inline'",
        "img-src": f"{own} data:",
        "worker-src": f"{own} blob:" if on_disk else own,
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def inline_hashes(page: str) -> list[str]:
    """Return the SHA-256 of each inline script that a page runs, in base64, sorted.

    Blocks of data, as JSON, run nothing.
    """
    return sorted(
        {
            base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            for attributes, text in _SCRIPT.findall(page)
            if " src=" not in attributes and not _RUNS.search(attributes)
        }
    )
