"""Text for LaTeX."""

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "α": r"$\alpha$",
    "×": r"$\times$",
    "→": r"$\rightarrow$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "²": r"$^2$",
    "±": r"$\pm$",
    "−": r"$-$",
    "–": "--",
    "\N{NO-BREAK SPACE}": "~",
}


def escape_latex(text: str) -> str:
    r"""Return a text in which nothing is a LaTeX command.

    Examples:
        >>> escape_latex("mobilenet_v3, α = 50 %")
        'mobilenet\\_v3, $\\alpha$ = 50 \\%'
    """
    return "".join(_ESCAPES.get(character, character) for character in text)
