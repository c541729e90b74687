"""Drawings kept on disk, so that filling the pages again draws only what changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from engine.records.files import write_atomically
from engine.records.key import code_hash

if TYPE_CHECKING:
    from engine.report.figure import Figure

_SECTIONS = "engine.report.sections"
"""Its code, with all that it imports, is what draws."""

_STYLES = Path(__file__).parent / "styles"


@dataclass(slots=True)
class _Cache:
    folder: Path
    used: set[str] = field(default_factory=set)


_current: ContextVar[_Cache | None] = ContextVar("drawing_cache", default=None)


@contextmanager
def keep_drawings(folder: Path) -> Iterator[None]:
    """Keep every drawing made inside, and take those that are there; others are deleted.

    Args:
        folder: Where drawings are kept. What is not used inside is deleted at the end, unless an
            error ends it.
    """
    cache = _Cache(folder)
    token = _current.set(cache)
    try:
        yield
    finally:
        _current.reset(token)
    for path in folder.glob("*"):
        if path.name not in cache.used:
            path.unlink()


def draw_once(figure: "Figure", form: str, draw: Callable[[], bytes]) -> bytes:
    """Return a drawing from the cache, or draw it and keep it; without a cache, draw it.

    Args:
        figure: What is drawn. Its records, data and words are part of the key, and so is the
            code of all sections.
        form: In what form, with all else that the drawing depends on.
        draw: Draws it.
    """
    cache = _current.get()
    if cache is None or not figure.records:
        return draw()
    name = _key(figure, form)
    cache.used.add(name)
    path = cache.folder / name
    if path.is_file():
        return path.read_bytes()
    content = draw()
    write_atomically(path, content)
    return content


def _key(figure: "Figure", form: str) -> str:
    parts = [
        form,
        figure.id,
        figure.title,
        figure.description,
        figure.data.to_csv(index=False),
        *(record.key for record in figure.records),
        *_drawing_code(),
    ]
    return sha256("\0".join(parts).encode()).hexdigest()


@lru_cache
def _drawing_code() -> tuple[str, ...]:
    styles = [path.read_text(encoding="utf-8") for path in sorted(_STYLES.glob("*"))]
    return (code_hash(_SECTIONS), metadata.version("matplotlib"), *styles)
