"""Hostile names in drawings, in every form of them."""

from xml.etree import ElementTree

import pytest

from engine.exhibits.figure import inline_svg, pdf_bytes, png_bytes, standalone_svg
from engine.exhibits.network_figure import network_figure, stack_diagram
from engine.records.foreign import link_address, show
from tests.hostile.samples import names_figure
from tests.hostile.texts import FRAGMENTS, SHORT, examples, over
from tests.hostile.trees import token, tree

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of ten long texts

SVG = "{http://www.w3.org/2000/svg}"


def _read_svg(figure):
    page, file = inline_svg(figure, "../"), standalone_svg(figure)
    return ElementTree.fromstring(page), ElementTree.fromstring(file)


@pytest.mark.filterwarnings(
    "ignore:Glyph .* missing from font", "ignore:constrained_layout not applied"
)
@examples
def test_a_drawing_has_names_as_text(examples):
    expected = _read_svg(names_figure([token(number) for number in range(50)]))

    @over(SHORT.filter(str.strip), examples, batch=50)
    def check(names):
        page, file = _read_svg(names_figure(names))
        for drawing, harmless in ((page, expected[0]), (file, expected[1])):
            assert {one.tag for one in drawing.iter()} <= {one.tag for one in harmless.iter()}
            for element in drawing.iter():
                for name, value in element.attrib.items():
                    assert not name.lower().startswith("on")
                    if name.endswith("href"):
                        assert link_address(value) or value.startswith("#")
        titles = {one.text for one in page.iter("title")}
        assert {show(name) for name in names} <= titles
        written = {" ".join((one.text or "").split()) for one in file.iter(f"{SVG}text")}
        on_one_line = [show(name) for name in names if "\n" not in name]
        assert {" ".join(name.split()) for name in on_one_line} <= written


@pytest.mark.filterwarnings(
    "ignore:Glyph .* missing from font", "ignore:constrained_layout not applied"
)
def test_every_form_of_a_drawing_is_made_of_any_name():
    figure = names_figure(list(FRAGMENTS), narrow=True)
    assert inline_svg(figure).count("</svg>") == 2
    assert pdf_bytes(figure).startswith(b"%PDF")
    assert png_bytes(figure).startswith(b"\x89PNG")
    diagram = stack_diagram([4, 3, 2], names=['<b>$x$\x1b[31m"', "\ud800\u202e=1"])
    network = network_figure("network", "\x00$\\frac$", "", diagram)
    page = tree(inline_svg(network))
    assert ("b", ()) not in page
    assert '<b>$x$\\x1b[31m"' in page
    ElementTree.fromstring(standalone_svg(network))
    assert pdf_bytes(network).startswith(b"%PDF")
