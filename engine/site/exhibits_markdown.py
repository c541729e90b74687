"""Markdown extension: tables and figures, which are HTML already, pass by Markdown's parser.

Without it every cell of every table goes through the parser of HTML blocks, with the same result.
"""

import re
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

BEFORE_HTML_BLOCKS = 20.5  # Markdown's own "html_block" is 20, the check of anchors by MkDocs 21

_EXHIBIT = re.compile(  # with the end of its line where an empty one follows, as Markdown keeps it
    r'^<section class="mec-exhibit[ "].*?^</section>$(?:\n(?=[ ]*\n))?', re.DOTALL | re.MULTILINE
)


class _SetAside(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        def set_aside(match: re.Match[str]) -> str:
            return f"\n{self.md.htmlStash.store(match[0])}\n"

        return _EXHIBIT.sub(set_aside, "\n".join(lines)).split("\n")


class ExhibitsExtension(Extension):
    """Sets the HTML of exhibits aside before Markdown reads it."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register the step that runs before Markdown looks for blocks of HTML."""
        md.preprocessors.register(_SetAside(md), "mec-exhibits", BEFORE_HTML_BLOCKS)


def makeExtension(**config: Any) -> ExhibitsExtension:  # noqa: N802, ANN401 - Markdown's contract
    """Make the extension, as Markdown asks for it."""
    return ExhibitsExtension(**config)
