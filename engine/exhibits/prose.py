"""How numbers are written in prose."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from markupsafe import Markup

_MINUS = "\N{MINUS SIGN}"


def integer(value: int) -> str:
    """Return an integer with thousands separated by commas.

    Raises:
        TypeError: If the value is not integral: a rounded number needs `number`.

    Examples:
        >>> integer(1281000)
        '1,281,000'
    """
    if value != int(value):
        raise TypeError(f"{value!r} is not an integer; use the filter number(digits)")
    return f"{int(value):,}"


def number(value: float | Fraction, digits: int = 2) -> str:
    """Return a number with fixed digits and thousands separated by commas.

    Examples:
        >>> number(Fraction(147, 2), 1)
        '73.5'
    """
    return f"{float(value):z,.{digits}f}".replace("-", _MINUS)


def off_zero(value: float | Fraction, digits: int = 2) -> str:
    """Return a number with fixed digits, and one more where it would read as zero and is not.

    The end of an interval is written so: which side of zero it is on decides a verdict.

    Examples:
        >>> off_zero(0.004), off_zero(0.04)
        ('0.004', '0.04')
    """
    reads_as_zero = value != 0 and round(float(value), digits) == 0
    return number(value, digits + reads_as_zero)


def percent(value: float | Fraction, digits: int = 1) -> str:
    r"""Return a share as a percentage.

    Examples:
        >>> percent(0.986)
        '98.6\xa0%'
    """
    return f"{100 * float(value):z.{digits}f}\N{NO-BREAK SPACE}%"


def duration(seconds: float) -> str:
    r"""Return a time in words: seconds below two minutes, else minutes, else hours.

    Examples:
        >>> duration(600)
        '10\xa0min'
    """
    if seconds < 120:
        return f"{seconds:.0f}\N{NO-BREAK SPACE}s"
    if seconds < 7200:
        return f"{seconds / 60:.0f}\N{NO-BREAK SPACE}min"
    return f"{seconds / 3600:.1f}\N{NO-BREAK SPACE}h"


def p_value(value: float) -> str:
    """Return a p-value in the usual form.

    Examples:
        >>> p_value(0.00001)
        'p < 0.001'
    """
    return "p < 0.001" if value < 0.001 else f"p = {value:.3f}"


def listing(items: list[str], last: str = "and") -> str:
    """Return items as an English list.

    Args:
        items: What is listed; a list of markup is markup.
        last: The word before the last of them.

    Examples:
        >>> listing(["a", "b", "c"])
        'a, b and c'
        >>> listing(["a", "b"], "or")
        'a or b'
    """
    listed = f" {last} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
    is_markup = bool(items) and all(isinstance(item, Markup) for item in items)
    return Markup(listed) if is_markup else listed


def say_g(value: float | Fraction) -> str:
    """Return a compression in words: below 1 more values leave than enter, an expansion.

    Examples:
        >>> say_g(2.09), say_g(0.5), say_g(1)
        ('G = 2.09', 'G = 0.50, an expansion', 'G = 1.00')
    """
    return f"G = {number(value)}" + (", an expansion" if value < 1 else "")


def within_sentence(text: str) -> str:
    """Return a text that goes on within a sentence: its first letter is small.

    Examples:
        >>> within_sentence("The number of bits.")
        'the number of bits.'
    """
    return text[:1].lower() + text[1:]


def begins_sentence(text: str) -> str:
    """Return a text that begins a sentence: its first letter is a capital.

    Examples:
        >>> begins_sentence("rank of the Jacobian")
        'Rank of the Jacobian'
    """
    return text[:1].upper() + text[1:]


FILTERS: dict[str, Callable[..., Any]] = {
    "integer": integer,
    "number": number,
    "off_zero": off_zero,
    "percent": percent,
    "duration": duration,
    "p_value": p_value,
    "listing": listing,
    "within_sentence": within_sentence,
    "begins_sentence": begins_sentence,
    "say_g": say_g,
}
