"""The forms in which tables and figures are published for LaTeX, and which class takes which."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Form(StrEnum):
    """A form in LaTeX; its value ends the name of its file."""

    FULL = ""
    NARROW = "-narrow"
    SLIDE = "-slide"

    def file(self, exhibit_id: str) -> str:
        """Return its file, from the site's root."""
        return f"data/{exhibit_id}{self}.tex"


@dataclass(frozen=True, slots=True)
class Placement:
    """A form, and the environment that it stands in.

    Attributes:
        form: The form.
        environment: The environment of a table: "table", or "table*", which spans both columns and
            is written in its place; empty where the form has its own.
    """

    form: Form
    environment: str = ""

    def put(self, text: str) -> str:
        """Return a file of this form, its tables in this environment."""
        if self.environment in ("", "table"):
            return text
        for command in ("begin", "end"):
            text = text.replace(f"\\{command}{{table}}", f"\\{command}{{{self.environment}}}")
        return text


@dataclass(frozen=True, slots=True)
class DocumentClass:
    """A class of LaTeX's, and what to take for it.

    Attributes:
        name: Its name.
        options: Options with which all its forms are compiled.
        tables: How a table stands in it.
        figure: The form of a figure for it; None where the picture itself is taken.
        remark: What else an author needs to know; Markdown, empty if nothing.
    """

    name: str
    options: str
    tables: tuple[Placement, ...]
    figure: Form | None
    remark: str = ""

    @property
    def command(self) -> str:
        """The line that chooses it, with those options."""
        options = f"[{self.options}]" if self.options else ""
        return f"\\documentclass{options}{{{self.name}}}"


_ONE_COLUMN: Final = (Placement(Form.NARROW, "table"),)
_TWO_COLUMNS: Final = (*_ONE_COLUMN, Placement(Form.NARROW, "table*"))

CLASSES: Final = (
    DocumentClass(
        "article",
        "",
        (Placement(Form.FULL), *_ONE_COLUMN),
        Form.NARROW,
        "Here the full form can be the supplement to a table that is an extract elsewhere.",
    ),
    DocumentClass("IEEEtran", "journal", _TWO_COLUMNS, Form.NARROW),
    DocumentClass("revtex4-2", "aps,prl,reprint", _TWO_COLUMNS, Form.NARROW),
    DocumentClass(
        "acmart",
        "sigconf",
        _TWO_COLUMNS,
        Form.NARROW,
        "It asks for a `\\Description{...}` of each figure, which the site says in words.",
    ),
    DocumentClass("elsarticle", "preprint,12pt", _ONE_COLUMN, Form.NARROW),
    DocumentClass("llncs", "", _ONE_COLUMN, Form.NARROW),
    DocumentClass(
        "beamer",
        "",
        (Placement(Form.SLIDE, "table"),),
        None,
        "The table stands inside a `frame`.",
    ),
)
"""The classes in which every table is compiled by `nox -s journals`."""


def describe_classes() -> Iterator[dict[str, str]]:
    """Yield for each class what an author takes: a row of a table in Markdown."""
    for one in CLASSES:
        forms: dict[Form, list[str]] = {}
        for placement in one.tables:
            forms.setdefault(placement.form, []).append(placement.environment)
        yield {
            "name": f"`{one.name}`",
            "options": one.options,
            "table": "; ".join(_say(form, around) for form, around in forms.items()),
            "figure": "its PNG or PDF" if one.figure is None else one.figure.name.lower(),
            "remark": one.remark,
        }


def _say(form: Form, environments: list[str]) -> str:
    named = [f"`{name}`" for name in environments if name]
    return form.name.lower() + (f", in {' or '.join(named)}" if named else "")
