"""What a drawing says many times, said once: a page has two of them, some with a thousand marks."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

Element = ElementTree.Element

SHARED_BY: Final = 3
"""Least elements of one look for it to have a class."""

_NO_TURN: Final = re.compile(r"rotate\(-?0 [^)]*\)")
_LONG_DECIMAL: Final = re.compile(r"-?\d+\.\d+")
_AROUND_COMMAND: Final = re.compile(r"\s*([A-Za-z])\s*")
_GEOMETRY: Final = ("d", "transform", "x", "y", "width", "height")
_EMPTY: Final = ("g", "defs")
_USED_ELSEWHERE: Final = ("defs", "clipPath", "pattern")


def shorten(element: Element) -> None:
    """Drop of an element what changes nothing: digits, spaces, an empty style, a turn by 0.

    Numbers keep two digits behind the point; a drawing is measured in points.
    """
    for key in _GEOMETRY:
        value = element.get(key)
        if value is not None:
            element.set(key, " ".join(_LONG_DECIMAL.sub(_round, value).split()))
    if path := element.get("d"):
        element.set("d", _AROUND_COMMAND.sub(r"\1", path))
    if not (element.text or "").strip():
        element.text = None
    if not (element.tail or "").strip():
        element.tail = None
    if not element.get("style", "any"):
        del element.attrib["style"]
    turned = _NO_TURN.sub("", element.get("transform", "")).strip()
    if turned:
        element.set("transform", turned)
    else:
        element.attrib.pop("transform", None)


def _round(number: re.Match[str]) -> str:
    rounded = f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if rounded == "-0" else rounded


def unwrap(root: Element) -> None:
    """Take groups away that say nothing of what is in them, and what is empty.

    What a group says of a single element, that says itself.

    Args:
        root: A drawing without namespaces; changed in place.
    """
    children: list[Element] = []
    for child in list(root):
        unwrap(child)
        inner = list(child)
        if child.tag in _EMPTY and not inner:
            continue
        if child.tag == "g" and not child.attrib:
            children += inner
        elif child.tag == "g" and len(inner) == 1 and set(child.attrib) == {"data-series"}:
            inner[0].attrib.setdefault("data-series", child.attrib["data-series"])
            children += inner
        else:
            children.append(child)
    root[:] = children


def share_looks(root: Element, identifier: str) -> None:
    """Give each look of many elements a class, and the drawing a sheet of its own with these.

    Its rules weigh as much as an id, and apply within the drawing alone.

    Args:
        root: A drawing without namespaces; changed in place.
        identifier: The id it gets.
    """
    drawn = [(element, _look(element)) for element in _drawn(root)]
    counts = Counter(look for _, look in drawn if look).most_common()
    names = {look: f"s{n}" for n, (look, count) in enumerate(counts, 1) if count >= SHARED_BY}
    if not names:
        return
    for element, look in drawn:
        if look in names:
            element.attrib.pop("style", None)
            element.attrib.pop("clip-path", None)
            element.set("class", f"{element.get('class', '')} {names[look]}".strip())
    sheet = Element("style")
    sheet.text = "".join(f"#{identifier} .{name}{{{look}}}" for look, name in names.items())
    root.set("id", identifier)
    root.insert(0, sheet)


def _drawn(root: Element) -> Iterator[Element]:
    """Yield the elements in a drawing that are drawn where they stand.

    What is drawn where others use it keeps its own look: not every browser lets a rule that names
    an element around it reach it there.
    """
    for child in root:
        if child.tag not in _USED_ELSEWHERE:
            yield child
            yield from _drawn(child)


def _look(element: Element) -> str:
    """Return style and clip of an element as declarations."""
    clip = element.get("clip-path")
    return "; ".join(filter(None, (element.get("style"), clip and f"clip-path: {clip}")))
