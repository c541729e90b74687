"""Text for LaTeX."""

import re
import unicodedata

_MATHS = {
    character: rf"$\{name}$"
    for character, name in {
        "×": "times",
        "·": "cdot",
        "→": "rightarrow",
        "←": "leftarrow",
        "≤": "leq",
        "≥": "geq",
        "≈": "approx",
        "≠": "neq",
        "±": "pm",
        "∞": "infty",
        "µ": "mu",
        "∈": "in",
        "∑": "sum",
        "√": "surd",
        "⌈": "lceil",
        "⌉": "rceil",
        "⌊": "lfloor",
        "⌋": "rfloor",
        "′": "prime",
    }.items()
}
_ESCAPES = {
    **_MATHS,
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
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    **{digit: f"$^{n}$" for n, digit in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{digit: f"$_{n}$" for n, digit in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    "−": "$-$",
    "–": "--",
    "—": "---",
    "…": r"\dots{}",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "\N{NO-BREAK SPACE}": "~",
}


_GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (\w+)")


class LatexError(ValueError):
    """Something that cannot be set in LaTeX; the message says what and what to do."""


def escape_latex(text: str) -> str:
    r"""Return a text in which nothing is a LaTeX command, for pdfLaTeX as for LuaLaTeX.

    Raises:
        LatexError: If a character has no known form in LaTeX.

    Examples:
        >>> escape_latex("mobilenet_v3, α = 50 %")
        'mobilenet\\_v3, $\\alpha$ = 50 \\%'
    """
    return "".join(map(_escape, text))


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    accented_letter = "À" <= character <= "ž" and character.isalpha()
    if character.isascii() or accented_letter:
        return character
    if greek := _GREEK.fullmatch(unicodedata.name(character, "")):
        name = greek[2].lower().replace("lamda", "lambda")
        return rf"$\{name.capitalize() if greek[1] == 'CAPITAL' else name}$"
    raise LatexError(
        f"the character {character!r} (U+{ord(character):04X}) has no known form in LaTeX; "
        "add it to engine/exhibits/export/latex.py"
    )
