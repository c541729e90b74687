"""What is said in a terminal: text alone, whatever names stand in it."""

import typer

from engine.records.foreign import show_lines


def echo(text: object, *, err: bool = False, nl: bool = True) -> None:
    """Print a text of one or more lines; but for their ends, no control character leaves as such.

    Args:
        text: What is said. Names in it may come out of a file, and hold what drives a terminal.
        err: Whether it goes to standard error.
        nl: Whether a line ends behind it.
    """
    typer.echo(show_lines(str(text)), err=err, nl=nl)
