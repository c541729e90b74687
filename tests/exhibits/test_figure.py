import re
from functools import partial
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import pytest

from engine.exhibits.drawing.style import (
    MUTED_COLOUR,
    SERIES_COLOURS,
    line_look,
    mark,
    new_drawing,
    point_look,
)
from engine.exhibits.drawing.svg import adapt_to_page
from engine.exhibits.drawing.svg_marks import MOST_NAMED
from engine.exhibits.figure import Figure, FigureError, inline_svg, pdf_bytes, standalone_svg

DATA = pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0]})


def draw_lines():
    drawing, axes = new_drawing()
    axes.plot(DATA.x, DATA.y, gid=mark("CNN1 & CNN2"), label="CNN1", **line_look(0))
    axes.plot(DATA.x, DATA.y + 1, label="$C_i$", **line_look(1))
    axes.axhline(3.5, color=MUTED_COLOUR)
    axes.fill_between(DATA.x, 3, 4, color=SERIES_COLOURS[0], alpha=0.2)
    axes.bar([1.5], [3.2], hatch="//", color="white", edgecolor="black")
    axes.legend()
    return drawing


def draw_labelled():
    drawing = draw_lines()
    drawing.axes[0].set_ylabel("Loss")
    return drawing


def draw_links():
    drawing, axes = new_drawing("double", 0.5)
    axes.plot([1], [3], gid=mark("ResNet50V2"), url="atlas/resnet/", **point_look(0))
    axes.plot([2], [4], gid=mark("elsewhere"), url="https://example.org/", **point_look(1))
    return drawing


def figure(draw=draw_lines, identifier="loss"):
    return Figure(identifier, "Loss", "Caption", 'Falls & "rises" <here>', draw, DATA)


def parse(inlined):
    return ElementTree.fromstring(inlined)[0]


def parse_narrow(inlined):
    return ElementTree.fromstring(inlined)[1]


def test_each_form_is_the_same_each_time():
    for form in (inline_svg, standalone_svg, pdf_bytes):
        assert form(figure()) == form(figure())


def test_no_form_holds_what_shows_nothing():
    for drawn in (inline_svg(figure()), standalone_svg(figure())):
        assert not re.search(r"\d\.\d{3}", drawn)
        assert 'style=""' not in drawn
        assert not re.search(r"rotate\(-?0 ", drawn)
        assert not re.search(r">\s+<(?!svg)", drawn.partition("?>")[2] or drawn)
    assert "rotate(-90" in standalone_svg(figure(draw_labelled))


def test_the_look_does_not_depend_on_the_users_settings():
    expected = inline_svg(figure())
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "pink", "lines.linewidth": 9}):
        assert inline_svg(figure()) == expected


def test_the_inlined_drawing_is_one_described_image():
    svg = parse(inline_svg(figure()))
    title, description = svg[0], svg[1]
    assert svg.get("role") == "img"
    assert (title.tag, title.text) == ("title", "Loss")
    assert (description.tag, description.text) == ("desc", 'Falls & "rises" <here>')
    assert svg.get("aria-labelledby") == title.get("id")
    assert svg.get("aria-describedby") == description.get("id")


def test_the_inlined_drawing_scales():
    svg = parse(inline_svg(figure()))
    assert "width" not in svg.attrib
    assert "height" not in svg.attrib
    assert svg.get("viewBox") == "0 0 252 171.36"


def test_colours_and_fonts_are_those_of_the_page():
    inlined = inline_svg(figure())
    assert not re.findall(r"#[0-9a-f]{6}\b", inlined)
    assert "font-family" not in inlined
    for variable in ("series-1", "series-2", "figure-grid", "figure-muted", "figure-paper"):
        assert f"var(--mec-{variable})" in inlined
    assert "currentColor" in inlined


def test_nothing_in_the_drawing_reaches_the_rest_of_the_page():
    inlined = inline_svg(figure())
    assert "\n" not in inlined
    identifiers = re.findall(r'\bid="([^"]+)"', inlined)
    assert len(identifiers) == len(set(identifiers))
    for svg in (parse(inlined), parse_narrow(inlined)):
        (sheet,) = svg.iter("style")
        rules = re.findall(r"([^{}]+)\{([^{}]+)\}", sheet.text)
        assert "".join(f"{selector}{{{look}}}" for selector, look in rules) == sheet.text
        assert all(re.fullmatch(rf"#{svg.get('id')} \.s\d+", selector) for selector, _ in rules)
    references = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', inlined)
    assert {first or second for first, second in references} <= set(identifiers)


def looks(element, sheet):
    """Style and clip of an element, from its attributes and from the sheet of its drawing."""
    own = [element.get("style", "")]
    if element.get("clip-path"):
        own.append(f"clip-path: {element.get('clip-path')}")
    own += [sheet[name] for name in element.get("class", "").split() if name in sheet]
    return "; ".join(filter(None, own))


@pytest.mark.parametrize("form", [inline_svg, standalone_svg])
def test_a_look_that_is_said_once_is_that_of_each_of_its_marks(form, monkeypatch):
    drawn = figure(partial(draw_many, 30))
    shared = form(drawn)
    monkeypatch.setattr("engine.exhibits.drawing.svg_short.SHARED_BY", 10**9)
    plain = form(drawn)
    assert len(shared) < 0.8 * len(plain)
    seen = []
    for text in (shared, plain):
        root = ElementTree.fromstring(text)
        for svg in [one for one in root.iter() if one.tag.endswith("svg")]:
            sheets = "".join(one.text for one in svg.iter() if one.tag.endswith("style"))
            sheet = dict(re.findall(r"#\w+ \.(s\d+)\{([^}]*)\}", sheets))
            seen.append(
                [
                    (element.tag, element.get("d"), element.get("x"), looks(element, sheet))
                    for element in svg.iter()
                    if not element.tag.endswith("style")
                ]
            )
    half = len(seen) // 2
    assert seen[:half] == seen[half:]


def test_two_drawings_share_no_ids():
    first, second = (
        set(re.findall(r'\bid="([^"]+)"', inline_svg(figure(identifier=name))))
        for name in ("loss", "loss-2")
    )
    assert not first & second


def test_marks_carry_their_names():
    svg = parse(inline_svg(figure()))
    assert [element[0].text for element in marks_of(svg)] == ["CNN1 & CNN2"]


def test_the_narrow_drawing_is_described_by_the_same_words():
    inlined = inline_svg(figure())
    wide, narrow = parse(inlined), parse_narrow(inlined)
    assert [narrow.get(name) for name in ("aria-labelledby", "aria-describedby", "role")] == [
        wide.get(name) for name in ("aria-labelledby", "aria-describedby", "role")
    ]
    assert [child.tag for child in narrow if child.tag in ("title", "desc")] == []
    assert narrow.get("viewBox").split()[2] == "252"
    assert "mec-drawing__svg--narrow" in narrow.get("class")
    assert "mec-drawing__svg--narrow" not in wide.get("class")


def marks_of(svg):
    return [one for one in svg.iter() if "mec-mark" in one.get("class", "").split()]


def draw_many(count):
    drawing, axes = new_drawing()
    for n in range(count):
        axes.plot([n], [n], gid=mark(f"m{n}"), url=f"atlas/#m{n}", **point_look(n % 2))
    for n in range(2):
        axes.plot([], [], label=f"s{n}", **point_look(n))
    axes.legend()
    return drawing


@pytest.mark.parametrize(("count", "is_named"), [(MOST_NAMED, True), (MOST_NAMED + 1, False)])
def test_a_narrow_drawing_of_many_marks_leaves_their_names_to_the_wide_one(count, is_named):
    inlined = inline_svg(figure(partial(draw_many, count)))
    for svg, names in ((parse(inlined), True), (parse_narrow(inlined), is_named)):
        assert len(marks_of(svg)) == count
        titles = [element.text for element in svg.iter("title")]
        links = {link.get("href"): link.get("aria-label") for link in svg.iter("a")}
        expected = {f"atlas/#m{n}": f"m{n}" for n in range(count)}
        assert set(expected.values()) <= set(titles) if names else not titles
        assert links == (expected if names else {})


def test_marks_and_legend_know_their_series():
    inlined = inline_svg(figure(partial(draw_many, 6)))
    for svg in (parse(inlined), parse_narrow(inlined)):
        keys = [element for element in svg.iter() if element.get("class") == "mec-key"]
        numbers = {"".join(key.itertext()).strip(): key.get("data-series") for key in keys}
        assert set(numbers) == {"s0", "s1"}
        for n, element in enumerate(marks_of(svg)):
            assert element.get("data-series") == numbers[f"s{n % 2}"]
            assert element[0].text == f"m{n}"
        assert not [e for e in svg.iter() if ":" in (e.get("id") or "")]


def test_files_know_nothing_of_series_and_phones():
    text = standalone_svg(figure(partial(draw_many, 6)))
    assert "series:" not in text
    assert "key:" not in text
    assert "narrow" not in text


def test_linked_marks_lead_from_the_root_of_the_site():
    svg = parse(inline_svg(figure(draw_links), root="../../"))
    links = {link.get("href"): link.attrib for link in svg.iter("a")}
    assert set(links) == {"../../atlas/resnet/", "https://example.org/"}
    assert links["../../atlas/resnet/"]["aria-label"] == "ResNet50V2"
    assert "target" not in links["../../atlas/resnet/"]
    assert svg.get("role") == "group"


def test_the_file_names_itself_and_links_nowhere():
    text = standalone_svg(figure(draw_links))
    svg = ElementTree.fromstring(text)
    assert svg[0].text == "Loss"
    assert svg.get("width") == "518.4pt"
    assert "atlas/" not in text
    assert "example.org" not in text


def test_the_pdf_embeds_its_fonts_and_has_a_columns_width():
    pdf = pdf_bytes(figure())
    assert pdf.startswith(b"%PDF")
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf
    assert b"/MediaBox [ 0 0 252 171.36 ]" in pdf
    assert b"/URI" not in pdf_bytes(figure(draw_links))


def test_the_narrow_pdf_has_a_columns_width_whatever_the_drawing_has():
    def draw_wide():
        drawing, axes = new_drawing("double", 2.5)
        axes.plot(DATA.x, DATA.y)
        return drawing

    assert b"/MediaBox [ 0 0 518.4 1296 ]" in pdf_bytes(figure(draw_wide))
    assert b"/MediaBox [ 0 0 252 475.2 ]" in pdf_bytes(figure(draw_wide), narrow=True)


def test_series_differ_by_more_than_colour():
    looks = [line_look(series) for series in range(8)]
    assert len({look["color"] for look in looks}) == 8
    assert len({str(look["linestyle"]) for look in looks}) >= 7
    assert len({point_look(series)["marker"] for series in range(8)}) == 8


def test_a_malformed_id_is_refused():
    with pytest.raises(ValueError, match="Not_good"):
        figure(identifier="Not_good")


def test_draw_must_return_a_drawing():
    with pytest.raises(FigureError, match=r"'loss': draw\(\) returned NoneType"):
        inline_svg(figure(lambda: None))


def test_what_is_no_svg_is_refused():
    with pytest.raises(FigureError, match="'loss': its drawing is no SVG document"):
        adapt_to_page("no svg", figure_id="loss", title="", description="")
