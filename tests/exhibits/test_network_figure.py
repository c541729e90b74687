"""A network's figure: a page gets all readings with one shown, a file that one alone."""

import re
from xml.etree import ElementTree

from engine.exhibits.export.files import latex_figure, narrow_latex_figure
from engine.exhibits.figure import inline_svg, pdf_bytes, standalone_svg
from engine.exhibits.network_figure import network_figure, stack_diagram
from engine.exhibits.readings import READINGS
from engine.theory.capacity import Reading
from tests import ROOT

STACK = [64, 64, 2, 64, 10]


def figure(sizes=STACK):
    diagram = stack_diagram(sizes, shown=Reading.WIDTH_CAPPED)
    return network_figure("network-neck", "A bottleneck", "Two neurons.", diagram)


def parse(inlined):
    """Parse the HTML of a drawing, which is XML but for its buttons."""
    return ElementTree.fromstring(re.sub(r"<input([^>]*?)( checked)?>", _close, inlined))


def _close(found):
    return f"<input{found[1]}{(found[2] and ' checked=' + repr('')) or ''}/>"


def parts(inlined):
    return [one for one in parse(inlined).iter() if one.get("data-choice")]


def texts(svg):
    return ["".join(one.itertext()) for one in parse(svg).iter() if "text" in one.tag]


def test_a_page_gets_every_reading_and_shows_one():
    inlined = inline_svg(figure())
    assert inlined.startswith('<div class="mec-networks"><fieldset class="mec-networks-switch">')
    buttons = [(one.get("value"), one.get("checked")) for one in parse(inlined).iter("input")]
    assert buttons == [
        (label, "" if label == "width-capped" else None) for label in READINGS.values()
    ]
    found = parts(inlined)
    assert list(dict.fromkeys(one.get("data-choice") for one in found)) == list(READINGS.values())
    shown = {one.get("data-choice") for one in found if one.get("display") != "none"}
    assert shown == {"width-capped"}
    assert {"5,132 bits", "4,290 bits", "4,228 bits", "650 bits"} <= set(texts(inlined))
    assert "choice:" not in inlined


def test_a_file_has_the_one_that_is_shown():
    svg = standalone_svg(figure())
    assert "4,290 bits" in texts(svg)
    assert not {"5,132 bits", "4,228 bits"} & set(texts(svg))
    assert "choice:" not in svg


def test_each_form_is_the_same_each_time():
    for form in (inline_svg, standalone_svg, pdf_bytes):
        assert form(figure()) == form(figure())


def test_where_all_readings_agree_there_is_nothing_to_choose():
    inlined = inline_svg(figure([1280, 1000]))
    assert {one.get("data-choice") for one in parts(inlined)} == {"every reading"}
    assert all(one.get("display") is None for one in parts(inlined))
    assert "<fieldset" not in inlined


def test_the_style_sheet_shows_every_reading():
    style = (ROOT / "docs/assets/stylesheets/networks.css").read_text(encoding="utf-8")
    for label in READINGS.values():
        assert f':has([value="{label}"]:checked) [data-choice="{label}"]' in style


def test_the_caption_explains_what_is_there():
    assert "Outlined arrow" in figure().caption
    assert "Outlined arrow" not in figure([1280, 1000]).caption
    assert "Hatched" not in figure().caption


def test_a_tall_figure_leaves_room_on_its_page_in_latex():
    for sizes, is_tall in ((STACK, True), ([2, 1], False)):
        tall = figure(sizes)
        text = latex_figure(tall, "A caption.", "A source", pdf_bytes(tall))
        assert ("height=0.6\\textheight,keepaspectratio]" in text) == is_tall
        assert "width=\\columnwidth" in text


def test_the_narrow_form_keeps_its_size_where_a_column_is_wider():
    text = narrow_latex_figure(figure(STACK), "A caption.", "A source")
    assert "\\ifdim\\columnwidth<252.9pt \\columnwidth\\else 252.9pt\\fi" in text
    assert f"{{{figure(STACK).id}-narrow.pdf}}" in text
    assert "figure*" not in text
