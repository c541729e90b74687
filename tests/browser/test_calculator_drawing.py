"""The calculator draws a network as the figures do: same boxes, same texts, same places."""

from dataclasses import asdict
from math import prod

import pytest

from engine.exhibits.drawing.network import extent, lay_out
from engine.exhibits.drawing.network_parts import Front, make_diagram, stage_front
from engine.exhibits.network_figure import stack_layers
from tests.browser.browsing import PHONE, WIDE, serve
from tests.browser.calculator_cases import (
    dense_draft,
    draw_front,
    expect_front,
    front_draft,
    seeded,
)
from tests.browser.calculator_site import write_calculator

STACKS, FRONTS = 12, 6
KNOWN = ([2, 3, 1], [64, 64, 2, 64, 10], [25088, 4096, 4096, 1000], [1280, 1000])

DRAW = """(drafts) => drafts.map((draft) => {
  const { network } = mecNetwork.readDraft(draft);
  const words = JSON.parse(document.getElementById("calculator-data").textContent).readings;
  const diagram = mecDiagram.makeDiagram(network, words);
  const drawing = mecDrawing.show(network, words);
  const all = (selector) => [...drawing.querySelectorAll(selector)];
  const texts = (parts) => parts.map((part) => part.textContent);
  return {
    layout: mecDiagram.layOut(diagram),
    arrows: diagram.arrows.map(({ values, lines }) => [String(values), lines]),
    boxes: diagram.boxes.map(({ name, amount, lines }) => [name, String(amount), lines]),
    limits: diagram.choices.map(({ limits }) => limits),
    heights: all(".mec-net-whole, .mec-net-front").map((box) => Number(box.getAttribute("height"))),
    labels: texts(all("svg > text")),
    choices: all("[data-choice]").map((choice) => ({
      label: choice.dataset.choice,
      texts: texts([...choice.querySelectorAll("text")]),
      filled: [...choice.querySelectorAll("rect")].map((box) => Number(box.getAttribute("height"))),
    })),
  };
})"""


@pytest.fixture(scope="module")
def calculator_root(tmp_path_factory):
    with serve(write_calculator(tmp_path_factory.mktemp("drawing"), law=None)) as address:
        yield f"{address}calculator/"


@pytest.fixture
def calculator(open_window, calculator_root):
    page = open_window(viewport=WIDE)
    page.goto(calculator_root)
    return page


def networks():
    """Twenty drafts and more, each with the engine's diagram."""
    rng = seeded("drawings")
    stacks = [(list(sizes), [True] * (len(sizes) - 1)) for sizes in KNOWN]
    for _ in range(STACKS):
        sizes = [int(10 ** rng.uniform(0, 9)) for _ in range(rng.randint(2, 8))]
        stacks.append((sizes, [rng.random() < 0.7 for _ in sizes[1:]]))
    for sizes, thresholds in stacks:
        layers = stack_layers(sizes, thresholds=thresholds)
        diagram = make_diagram([], layers, entering=sizes[:1], shown="decision layer")
        yield dense_draft(sizes, thresholds), diagram
    found = 0
    while found < FRONTS:
        front = draw_front(rng)
        if "misfit" in expect_front(front):
            continue
        found += 1
        yield front_draft(front, (30, 10)), cnn_diagram(front, (30, 10))
    entering, sizes = (224, 224, 3), [2048, 1000]
    image = {"height": "224", "width": "224", "channels": "3"}
    draft = {**dense_draft(sizes, [True]), "front": "embedding", "image": image}
    before = Front("Before the embedding", (), None, (2048,))
    yield draft, make_diagram([before], stack_layers(sizes), entering=entering)


def cnn_diagram(front, neurons):
    shapes = [tuple(map(int, shape)) for shape in expect_front(front)["shapes"]]
    entering = [front.image[-1], *(stage.filters for stage in front.stages)]
    fronts = [
        stage_front(
            number,
            asdict(stage.convolution),
            asdict(stage.pooling),
            parameters=stage.filters
            * (stage.convolution.kernel**2 * channels + 1 + 2 * front.batch_norm),
            leaving=after,
        )
        for number, (stage, channels, after) in enumerate(
            zip(front.stages, entering[:-1], shapes[1:], strict=True), start=1
        )
    ]
    layers = stack_layers([prod(shapes[-1]), *neurons])
    return make_diagram(fronts, layers, entering=shapes[0], shown="decision layer")


def test_boxes_texts_and_places_are_the_engines(calculator):
    drafts, diagrams = zip(*networks(), strict=True)
    assert len(drafts) >= 20
    assert any(one.limits for diagram in diagrams for one in diagram.choices)
    for drawn, diagram in zip(calculator.evaluate(DRAW, list(drafts)), diagrams, strict=True):
        compare_words(drawn, diagram)
        compare_places(drawn, lay_out(diagram))
        for choice, own in zip(drawn["choices"], diagram.choices, strict=True):
            counted = [box.counted[own.label] for box in diagram.boxes if box.counted]
            assert choice["filled"] == pytest.approx([extent(count) for count in counted])


def compare_words(drawn, diagram):
    assert drawn["arrows"] == [[str(one.values), list(one.lines)] for one in diagram.arrows]
    assert drawn["boxes"] == [[box.name, str(box.amount), list(box.lines)] for box in diagram.boxes]
    assert drawn["limits"] == [list(one.limits) for one in diagram.choices]
    assert drawn["labels"] == [
        *(line for arrow in diagram.arrows for line in arrow.lines),
        *(line for box in diagram.boxes for line in (box.name, *box.lines)),
    ]
    for choice, own in zip(drawn["choices"], diagram.choices, strict=True):
        assert choice["label"] == own.label
        said = [box.said[own.label] for box in diagram.boxes if box.said]
        assert choice["texts"] == [f"MEC, {own.label}", own.total, *said]


def compare_places(drawn, layout):
    assert drawn["layout"]["height"] == pytest.approx(layout.height)
    assert drawn["heights"] == pytest.approx([place.height for place in layout.boxes])
    for kind, places in (("boxes", layout.boxes), ("arrows", layout.arrows)):
        for found, place in zip(drawn["layout"][kind], places, strict=True):
            expected = [place.top, place.height, place.text_top]
            assert [found["top"], found["height"], found["textTop"]] == pytest.approx(expected)


def test_the_chosen_reading_stays_as_the_network_changes(calculator):
    calculator.get_by_label("Width-capped", exact=True).check()
    calculator.get_by_label("Layer 1, neurons").fill("4")
    chosen = calculator.locator(".mec-networks-switch input:checked")
    assert chosen.get_attribute("value") == "width-capped"
    shown = calculator.locator('.mec-net [data-choice="width-capped"]')
    assert shown.is_visible()
    assert "16 bits" in shown.text_content()


def test_the_drawing_fits_a_phone(open_window, calculator_root):
    page = open_window(viewport=PHONE)
    page.goto(f"{calculator_root}?inputs=10%5E30&layers=10%5E30-10%5E30-10")
    box = page.locator(".mec-net").bounding_box()
    assert box["width"] <= PHONE["width"]
    edges = page.locator(".mec-net text").evaluate_all(
        "(texts) => texts.map((text) => text.getBoundingClientRect().right)"
    )
    assert max(edges) <= PHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_picture_says_what_it_shows(calculator):
    label = calculator.locator(".mec-net").get_attribute("aria-label")
    assert label.startswith("From the input down: 2 values. Layer 1: 3 × (2 + 1), = 9 bits.")
    assert "MEC, running minimum: 11 bits" in label
