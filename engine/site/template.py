"""How templates are filled, and what is said where one cannot be."""

import json
import traceback
from collections.abc import Mapping
from pathlib import Path

import jinja2
from jinja2.nodes import EvalContext
from jinja2.utils import missing
from markupsafe import Markup

from engine.exhibits.prose import FILTERS
from engine.records.foreign import markdown_value, show
from engine.site.gaps import let_gaps_through

TEMPLATES = Path(__file__).parent / "templates"


class Unknown(jinja2.StrictUndefined):
    """A value that a page does not get; whatever is done with it is an error."""

    @property
    def _undefined_message(self) -> str:
        message = super()._undefined_message
        of = self._undefined_obj
        if of is missing or not isinstance(of, Mapping):
            return message
        return f"{message.replace('dict object', 'this section')}; it has {', '.join(map(str, of))}"


def make_environment(docs: Path, *, with_gaps: bool) -> jinja2.Environment:
    """Return what fills the templates under docs/ and those of the site.

    What a template writes is text and stays text, in Markdown as in HTML, unless it is a
    `markupsafe.Markup`: what the engine has made of markup itself.

    Args:
        docs: Folder of the pages.
        with_gaps: Whether values may be missing, since a study waits for records.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([docs, TEMPLATES]),
        undefined=Unknown,
        autoescape=_is_html,
        finalize=_as_text,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        {name: let_gaps_through(one) for name, one in FILTERS.items()} if with_gaps else FILTERS
    )
    environment.filters["quoted"] = _quote
    return environment


def _quote(text: str) -> Markup:
    """Return a text in quotes for the front matter of a page, which is YAML."""
    return Markup(json.dumps(show(text), ensure_ascii=False))


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


@jinja2.pass_eval_context
def _as_text(context: EvalContext, value: object) -> object:
    """Return a value as it is written into a template: in Markdown jinja escapes nothing."""
    if not context.autoescape:
        return markdown_value(value)
    return value if hasattr(value, "__html__") else show(str(value))


def find_line(error: Exception) -> str:
    """Return ", line 12" where the traceback leads through the line of a page."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f", line {error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename.endswith(".md")]
    return f", line {lines[-1]}" if lines else ""


def say_error(error: Exception) -> str:
    """Return the message of an error; that of a template's syntax error without its source."""
    return str(error.message if isinstance(error, jinja2.TemplateError) else error)
