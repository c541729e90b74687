"""Places in a page that wait for records: a study whose results are not computed yet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from engine.studies.sections import Absent

LISTED = ("table", "figure", "claim", "restate", "heading", "bibtex")
"""What a template asks for by id."""


class Gap:
    """Stands for a value that is not there yet: whatever is done with it gives a gap again."""

    def __str__(self) -> str:
        """Return the mark that a reader sees."""
        return '<span class="mec-gap" title="not computed yet">…</span>'

    def __html__(self) -> str:
        """Return the same: it is markup."""
        return str(self)

    def __bool__(self) -> bool:
        """Take the branch of what was not found."""
        return False

    def __iter__(self) -> Iterator[Any]:
        """Hold nothing."""
        return iter(())

    def __len__(self) -> int:
        """Hold nothing."""
        return 0

    def __getattr__(self, name: str) -> "Gap":
        """Return a gap for every value but what Python itself asks for."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def _same(self, *_: object, **__: object) -> "Gap":
        return self

    __getitem__ = __call__ = __add__ = __radd__ = __sub__ = __rsub__ = _same
    __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __floordiv__ = __mod__ = __pow__ = _same
    __neg__ = __abs__ = __round__ = _same

    def _never(self, _: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _never


@dataclass(slots=True)
class Gaps:
    """The gaps of one page.

    Attributes:
        absent: Sections that cannot be made yet.
        profile: Profile of the build, for the command that fills the gap.
        found: Those that the page asked for, in order.
    """

    absent: Sequence[Absent]
    profile: str
    found: dict[str, Absent] = field(default_factory=dict)

    def fill(self, context: Mapping[str, Any], wanted: set[str]) -> dict[str, Any]:
        """Return what a page may use, with a gap for each name that an absent section gives.

        Args:
            context: What there is.
            wanted: Names that the page uses.
        """
        gaps = {
            name: Gap()
            for name in sorted(wanted - set(context))
            if self._note_first(one for one in self.absent if one.gives(name))
        }
        listed = {name: self._guard(name, context[name]) for name in LISTED if name in context}
        return {**context, **gaps, **listed, "require": self._require(context["require"])}

    def note(self) -> str:
        """Return the box that says at the top of the page what it waits for; empty if nothing."""
        if not self.found:
            return ""
        return f"{self._box('Parts of this page wait for records.', *self.found.values())}\n\n"

    def replace_body(self, text: str) -> str:
        """Return a page of which nothing can be shown: its title and what it waits for."""
        title = next((line for line in text.splitlines() if line.startswith("# ")), "")
        return f"{title}\n\n{self._box('This page waits for records.', *self.found.values())}\n"

    def _note_first(self, found: Iterator[Absent]) -> Absent | None:
        absent = next(found, None)
        if absent:
            self.found[absent.folder] = absent
        return absent

    def _guard(self, kind: str, show: Callable[..., Any]) -> Callable[..., Any]:
        def show_or_say(identifier: str, *rest: object) -> object:
            plain = identifier.removeprefix("table-").removeprefix("figure-")
            absent = self._note_first(one for one in self.absent if one.mentions(plain))
            if absent is None:
                return show(identifier, *rest)
            return self._box(f"The {kind} {identifier} waits for records.", absent)

        return show_or_say

    def _require(self, require: Callable[[Any], str]) -> Callable[[Any], str]:
        return lambda condition: (
            "" if isinstance(condition, Gap) or self.found else require(condition)
        )

    def _box(self, what: str, *absent: Absent) -> Markup:
        studies = dict.fromkeys(study for one in absent for study in one.studies)
        chosen = "".join(f" --study {study}" for study in studies)
        command = f"python -m engine compute --profile {self.profile}{chosen}"
        return Markup(
            '<div class="mec-banner mec-banner--gap" role="note"><strong>{}</strong> Compute them: '
            "<code>{}</code></div>"
        ).format(what, command)


def let_gaps_through(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that leaves a gap as it is."""

    def apply(value: object, *rest: object, **named: object) -> object:
        return value if isinstance(value, Gap) else function(value, *rest, **named)

    return apply
