"""Drawings kept on disk, so that filling the pages again draws only what changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from engine.records.code import code_hash
from engine.records.files import write_atomically

_FORMS = "engine.exhibits.figure"
"""Its code, with all that it imports, turns what a study draws into SVG and PDF."""

_STYLES = Path(__file__).parent / "styles"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a drawing shows, as texts.

    Attributes:
        content: Its id, words, data and the keys of its records.
        module: Module of the engine whose code, with all that it imports, draws it; None where
            that is unknown, and the drawing is not kept.
    """

    content: tuple[str, ...]
    module: str | None


@dataclass(slots=True)
class _Cache:
    folder: Path
    used: set[str] = field(default_factory=set)


_DIGEST_BYTES = 32
"""A kept drawing begins with its SHA-256: one that is damaged is drawn anew."""

_current: ContextVar[_Cache | None] = ContextVar("drawing_cache", default=None)


@contextmanager
def keep_drawings(folder: Path, *, prune: bool = True) -> Iterator[None]:
    """Keep every drawing made inside, and take those that are there.

    Args:
        folder: Where drawings are kept.
        prune: Whether what is not used inside is deleted at the end, unless an error ends it.
    """
    cache = _Cache(folder)
    token = _current.set(cache)
    try:
        yield
    finally:
        _current.reset(token)
    for path in folder.glob("*") if prune else ():
        if path.name not in cache.used:
            path.unlink()


def draw_once(drawn: Drawn, form: str, draw: Callable[[], bytes]) -> bytes:
    """Return a drawing from the cache, or draw it and keep it; without a cache, draw it.

    Args:
        drawn: What is drawn, and whose code draws it.
        form: In what form, with all else that the drawing depends on.
        draw: Draws it.
    """
    cache = _current.get()
    if cache is None or drawn.module is None:
        return draw()
    name = _key(drawn, form)
    cache.used.add(name)
    path = cache.folder / name
    if path.is_file():
        digest, content = (kept := path.read_bytes())[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
        if digest == sha256(content).digest():
            return content
    content = draw()
    write_atomically(path, sha256(content).digest() + content)
    return content


def _key(drawn: Drawn, form: str) -> str:
    code = code_hash(drawn.module) if drawn.module else ""
    parts = [form, *drawn.content, code, *_drawing_code()]
    return sha256("\0".join(parts).encode()).hexdigest()


@lru_cache
def _drawing_code() -> tuple[str, ...]:
    styles = [path.read_text(encoding="utf-8") for path in sorted(_STYLES.glob("*"))]
    return (code_hash(_FORMS), metadata.version("matplotlib"), *styles)
