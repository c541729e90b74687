"""matplotlib's SVG, rewritten to stand inside a page.

It takes on the page's fonts and colours (light or dark), and clashes with no other figure.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from zlib import crc32

from engine.exhibits.drawing.choices import is_of_choice, name_choices
from engine.exhibits.drawing.style import GRID_COLOUR, MUTED_COLOUR, SERIES_COLOURS
from engine.exhibits.drawing.svg_marks import flatten_marks, is_kept, name_marks
from engine.exhibits.drawing.svg_short import share_looks, shorten, unwrap
from engine.records.foreign import link_address, show

Element = ElementTree.Element

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_SCHEME = re.compile(r"[a-z]+:")
_PAGE_COLOURS = {
    "#000000": "currentColor",
    "#ffffff": "var(--mec-figure-paper)",
    GRID_COLOUR: "var(--mec-figure-grid)",
    MUTED_COLOUR: "var(--mec-figure-muted)",
    **{colour: f"var(--mec-series-{n})" for n, colour in enumerate(SERIES_COLOURS, start=1)},
}


class FigureError(ValueError):
    """A figure that cannot be put on a page."""


def adapt_to_page(
    svg: str,
    *,
    root: str = "",
    figure_id: str,
    title: str,
    description: str,
    narrow: bool = False,
) -> str:
    """Rewrite an SVG document of matplotlib's as an element for an HTML page.

    Args:
        svg: The document, written with `svg.fonttype: none`.
        root: Way from the page to the root of the site; put before the address of each link.
        figure_id: Id of the figure on its page; the ids in the drawing are its own.
        title: Name of the drawing, for a screen reader.
        description: What a reader sees in it, for one who does not.
        narrow: Whether it is the narrow form of a drawing that stands beside it in the page, and
            has name and description.

    Raises:
        FigureError: If the text is no SVG document.
    """
    drawing = _parse(svg, figure_id)
    _drop_what_shows_nothing(drawing)
    prefix = _short_name(figure_id) + ("n" if narrow else "")
    _shorten_ids(drawing, prefix)
    name_marks(drawing, narrow=narrow)
    name_choices(drawing)
    for element in drawing.iter():
        _use_page_links(element, root)
        _use_page_colours(element)
        _use_page_fonts(element)
    flatten_marks(drawing)
    _say_once(drawing, prefix)
    _describe(drawing, figure_id)
    if narrow:
        drawing.set("class", f"{drawing.get('class')} mec-drawing__svg--narrow")
    else:
        _add_texts(drawing, title, description, figure_id)
    return ElementTree.tostring(drawing, encoding="unicode").replace(" />", "/>")


def add_description(svg: str, *, figure_id: str, title: str, description: str) -> str:
    """Name and describe an SVG document that stands in a file of its own."""
    ElementTree.register_namespace("xlink", _XLINK_HREF[1:].partition("}")[0])
    root = _parse(svg, figure_id)
    _shorten_ids(root, _short_name(figure_id))
    _say_once(root, _short_name(figure_id))
    _add_texts(root, title, description)
    root.set("xmlns", _SVG.strip("{}"))
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _short_name(figure_id: str) -> str:
    """Return what the ids in a figure's drawing begin with: a thousand marks say it again."""
    return f"f{crc32(figure_id.encode()):08x}"


def _say_once(root: Element, identifier: str) -> None:
    for element in root.iter():
        shorten(element)
    unwrap(root)
    share_looks(root, identifier)


def _parse(svg: str, figure_id: str) -> Element:
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise FigureError(
            f"figure {figure_id!r}: its drawing is no SVG document: {error}"
        ) from error
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
    return root


def _drop_what_shows_nothing(root: Element) -> None:
    """Drop invisible shapes, and the style sheet: it would apply to the whole page."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in ("style", "metadata") or child.get("style") == "fill: none":
                parent.remove(child)
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt; fill: currentColor")


def _shorten_ids(root: Element, prefix: str) -> None:
    """Number the ids that are referred to, under a prefix; drop those that name nothing."""
    referenced = {name: f"{prefix}-{n}" for n, name in enumerate(_references(root), start=1)}
    for element in root.iter():
        name = element.get("id")
        if name in referenced:
            element.set("id", referenced[name])
        elif name and not is_kept(name) and not is_of_choice(name):
            del element.attrib["id"]
        for key, value in element.attrib.items():
            if key == _XLINK_HREF and value.startswith("#"):
                element.set(key, f"#{referenced[value[1:]]}")
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(lambda m: f"url(#{referenced[m[1]]})", value))


def _references(root: Element) -> Iterator[str]:
    seen: set[str] = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            found = _REFERENCE.findall(value)
            if key == _XLINK_HREF and value.startswith("#"):
                found.append(value[1:])
            for name in found:
                if name not in seen:
                    seen.add(name)
                    yield name


def _use_page_links(element: Element, root: str) -> None:
    target = element.attrib.pop(_XLINK_HREF, None)
    if target is not None and link_address(target):
        relative = element.tag == "a" and not _SCHEME.match(target)
        element.set("href", root + target if relative else target)
    element.attrib.pop("target", None)


def _use_page_colours(element: Element) -> None:
    for key in ("fill", "stroke"):
        colour = element.attrib.pop(key, None)
        if colour is not None:
            element.set("style", f"{key}: {colour}; {element.get('style', '')}".rstrip("; "))
    style = element.get("style")
    if style is not None:
        element.set("style", _COLOUR.sub(lambda m: _PAGE_COLOURS.get(m[0], m[0]), style))


def _use_page_fonts(element: Element) -> None:
    if element.tag in ("text", "tspan") and "style" in element.attrib:
        declarations = element.attrib["style"].split("; ")
        kept = [text for text in declarations if not text.startswith("font-family:")]
        element.set("style", "; ".join(kept))


def _describe(root: Element, figure_id: str) -> None:
    """Make the drawing one image to a screen reader, or a group where it holds links."""
    width, height = root.attrib["viewBox"].split()[2:]
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.set("class", "mec-drawing__svg")
    root.set("style", f"--mec-width: {width}; --mec-height: {height}; {root.attrib['style']}")
    root.set("role", "img" if next(root.iter("a"), None) is None else "group")
    root.set("aria-labelledby", f"{figure_id}--title")
    root.set("aria-describedby", f"{figure_id}--desc")


def _add_texts(root: Element, title: str, description: str, figure_id: str = "") -> None:
    for tag, text in (("desc", description), ("title", title)):
        child = Element(tag, {"id": f"{figure_id}--{tag}"} if figure_id else {})
        child.text = show(text)
        root.insert(0, child)
