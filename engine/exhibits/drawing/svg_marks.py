"""What of a drawing a reader can ask: marks by their names, and the entries of its legends."""

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from engine.exhibits.drawing.series import KEY_PREFIX, SERIES_PREFIX

Element = ElementTree.Element

MARK_PREFIX: Final = "mark:"

MOST_NAMED: Final = 40
"""Most marks that a narrow drawing names; a script takes the names of more from the wide one."""


def is_kept(name: str) -> bool:
    """Return whether an id says what an element is, and is read by `name_marks`."""
    return name.startswith((MARK_PREFIX, SERIES_PREFIX, KEY_PREFIX))


def name_marks(root: Element, *, narrow: bool = False) -> None:
    """Turn ids into what a page needs of marks, series and entries of legends.

    A mark gets the class `mec-mark` and its name as title; what belongs to an entry of a legend,
    the number of the entry as `data-series`; the parts of an entry stand in a group `mec-key`.

    Args:
        root: The drawing; changed in place.
        narrow: Whether it is the narrow form of a drawing that stands beside it: of many marks,
            they are not named twice, and lead nowhere by themselves.
    """
    labels = [(element, *_read(element.get("id") or "")) for element in root.iter()]
    marks = sum(1 for _, _, label in labels if label)
    for element, series, label in labels:
        if series:
            element.set("data-series", series)
            del element.attrib["id"]
        if label:
            element.attrib.pop("id", None)
            _name_mark(element, label, is_named=not narrow or marks <= MOST_NAMED)
    _gather_keys(root)


def _read(name: str) -> tuple[str, str]:
    """Return the series and the mark that an id names, where it does."""
    series = ""
    if name.startswith(SERIES_PREFIX):
        series, _, name = name.removeprefix(SERIES_PREFIX).partition(" ")
    return series, name.removeprefix(MARK_PREFIX) if name.startswith(MARK_PREFIX) else ""


def _name_mark(element: Element, label: str, *, is_named: bool) -> None:
    element.set("class", "mec-mark")
    for link in element.iter("a"):
        if is_named:
            link.set("aria-label", label)
        else:
            link.tag = "g"
            link.attrib.clear()
    if is_named:
        title = Element("title")
        title.text = label
        element.insert(0, title)


def flatten_marks(root: Element) -> None:
    """Take away what a drawing has around each of its many markers, and says twice.

    Markers are not clipped: those at the edge are seen whole. Their outline is that of the shape
    that they use.

    Args:
        root: The drawing, its marks named and its colours those of the page; changed in place.
    """
    shapes = {one.get("id"): one.get("style") for one in root.iter("path") if one.get("id")}
    for parent in list(root.iter()):
        for place, child in enumerate(parent):
            marker = _lone_marker(child)
            if marker is not None and child.get("class") in (None, "mec-mark"):
                own = (shapes.get((marker.get("href") or "").removeprefix("#")) or "").split("; ")
                style = (marker.get("style") or "").split("; ")
                marker.set("style", "; ".join(one for one in style if one not in own))
                child.attrib.pop("clip-path", None)
                marker.attrib.update(child.attrib)
                parent[place] = marker


def _lone_marker(group: Element) -> Element | None:
    """Return the marker that a group consists of, in other groups perhaps."""
    while group.tag == "g" and len(group) == 1:
        (group,) = group
        if group.tag == "use":
            return group
    return None


def _gather_keys(root: Element) -> None:
    """Put handle and text of each entry of a legend in a group."""
    for parent in list(root.iter()):
        for name, parts in list(_keys(parent)):
            place = list(parent).index(parts[0])
            group = Element("g", {"class": "mec-key", "data-series": name})
            for part in parts:
                del part.attrib["id"]
                parent.remove(part)
                group.append(part)
            parent.insert(place, group)


def _keys(parent: Element) -> Iterator[tuple[str, list[Element]]]:
    found: dict[str, list[Element]] = {}
    for child in parent:
        name = child.get("id") or ""
        if name.startswith(KEY_PREFIX):
            found.setdefault(name.removeprefix(KEY_PREFIX), []).append(child)
    yield from found.items()
