"""Markdown extension: LaTeX becomes MathML while the pages are built.

It stands on `pymdownx.arithmatex` with `generic: true`, which finds the formulas and marks them.
"""

import html
import re
from functools import cache
from typing import Any

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from math_core import LatexError, LatexToMathML

MARKED_FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\(?P<open>[(\[])(?P<latex>.*?)\\[)\]]</(?P=tag)>',
    re.DOTALL,
)
AFTER_RAW_HTML = 10  # the priority of Markdown's own "raw_html" is 30: formulas in HTML count too


class MathsError(ValueError):
    """A formula that cannot be set."""


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(annotation=True, fancy_error=False)


def to_mathml(latex: str, *, block: bool = False) -> str:
    """Set a formula in MathML, with its LaTeX as an annotation for whoever copies it.

    Args:
        latex: LaTeX of the formula, without delimiters.
        block: Whether it stands on a line of its own.

    Raises:
        MathsError: If a command is unknown or the formula is malformed.
    """
    try:
        mathml = str(_converter().convert_with_local_state(latex.strip(), displaystyle=block))
    except LatexError as error:
        raise MathsError(
            f"cannot set the formula {latex.strip()!r}: {error} "
            "Write it with commands that math-core knows."
        ) from error
    return mathml.replace("<annotation ", "<annotation data-search-exclude ")


def set_formulas(page: str) -> str:
    """Replace every formula that arithmatex marked in a page's HTML by MathML."""

    def replace(match: re.Match[str]) -> str:
        block = match["open"] == "["
        mathml = to_mathml(html.unescape(match["latex"]), block=block)
        return f'<div class="mec-formula">{mathml}</div>' if block else mathml

    return MARKED_FORMULA.sub(replace, page)


class _SetFormulas(Postprocessor):
    def run(self, text: str) -> str:
        return set_formulas(text)


class MathsExtension(Extension):
    """Sets the formulas of a page in MathML."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's name
        """Register the step that runs after Markdown has written the page's HTML."""
        md.postprocessors.register(_SetFormulas(md), "mec-maths", AFTER_RAW_HTML)


def makeExtension(**config: Any) -> MathsExtension:  # noqa: N802, ANN401 - Markdown's contract
    """Make the extension, as Markdown asks for it."""
    return MathsExtension(**config)
