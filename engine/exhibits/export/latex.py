"""Text for LaTeX."""

from typing import Final

from engine.records.foreign import show, show_lines

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


_NOT_IN_OT1: Final = "ÐÞðþĄąĐđĘęĦħĮįĸĿŀŉŊŋŦŧŲų"
"""Letters that pdfLaTeX knows in other encodings of fonts than that of a plain article."""

_GREEK_SMALL: Final = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega"
)
_GREEK_CAPITAL: Final = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
_GREEK: Final = {
    **dict(zip("αβγδεζηθικλμνξπρστυφχψω", _GREEK_SMALL.split(), strict=True)),
    **dict(zip("ΓΔΘΛΞΠΣΥΦΨΩ", _GREEK_CAPITAL.split(), strict=True)),
}
"""Letters that have a command; a capital Alpha has none."""


class LatexError(ValueError):
    """Something that cannot be set in LaTeX; the message says what and what to do."""


def escape_latex(text: str) -> str:
    r"""Return a text in which nothing is a LaTeX command, for pdfLaTeX as for LuaLaTeX.

    A character without a known form in LaTeX is set as its number, "U+4E2D": a name from outside
    may hold any. What the report publishes has none, which a test of its files holds to.

    Examples:
        >>> escape_latex("mobilenet_v3, α = 50 %")
        'mobilenet\\_v3, $\\alpha$ = 50 \\%'
    """
    return "".join(map(_escape, show(text)))


def titled_latex(title: str, caption: str) -> str:
    """Return the caption of a float: its title, alone in the list of tables or figures, and more.

    Args:
        title: Plain text.
        caption: Likewise.
    """
    bracketed = short_latex(title)
    return f"\\caption[{bracketed}]{{{escape_latex(end_sentence(title))} {escape_latex(caption)}}}"


def short_latex(title: str) -> str:
    """Return a title for the brackets of a caption, which end at the first that closes."""
    short = escape_latex(title)
    return f"{{{short}}}" if "]" in short else short


def comment_latex(text: str) -> str:
    """Return a text as comments, a line each."""
    return "".join(f"% {line}\n" for line in show_lines(text).split("\n"))


def escape_bibtex(text: str) -> str:
    r"""Return a text for a field of BibTeX, which counts braces even behind a backslash.

    Examples:
        >>> escape_bibtex("{50 %")
        '\\textbraceleft{}50 \\%'
    """
    escaped = escape_latex(text).replace(r"\{", r"\textbraceleft{}")
    return escaped.replace(r"\}", r"\textbraceright{}")


def end_sentence(text: str) -> str:
    """Return a title as a sentence of its own, so that another may follow.

    Examples:
        >>> end_sentence("Do the rules hold?"), end_sentence("Eight backbones")
        ('Do the rules hold?', 'Eight backbones.')
    """
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    accented_letter = "À" <= character <= "ž" and character.isalpha()
    if character.isascii() or (accented_letter and character not in _NOT_IN_OT1):
        return character
    if character in _GREEK:
        return rf"$\{_GREEK[character]}$"
    return rf"\texttt{{U+{ord(character):04X}}}"
