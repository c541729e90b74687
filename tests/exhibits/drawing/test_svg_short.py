from xml.etree import ElementTree

import pytest

from engine.exhibits.drawing.svg_short import SHARED_BY, share_looks, shorten, unwrap


def read(text):
    return ElementTree.fromstring(text)


def write(element):
    return ElementTree.tostring(element, encoding="unicode")


@pytest.mark.parametrize(
    ("given", "short"),
    [
        ('<path d="M 1.005 2 L -3.50 4.1234 z" />', '<path d="M1 2L-3.5 4.12z" />'),
        ('<use x="10.000" y="-0.001" />', '<use x="10" y="0" />'),
        ('<use x="100" y="20" />', '<use x="100" y="20" />'),
        ('<g transform="rotate(-0 1 2)" style="" />', "<g />"),
        (
            '<g transform="translate(1.239 2) rotate(-90 1 2)" />',
            '<g transform="translate(1.24 2) rotate(-90 1 2)" />',
        ),
        ("<text> 1.23456 </text>", "<text> 1.23456 </text>"),
    ],
)
def test_what_changes_nothing_goes(given, short):
    element = read(given)
    shorten(element)
    assert write(element) == short


@pytest.mark.parametrize(
    ("given", "short"),
    [
        ("<svg><g><g><path /></g><text>a</text></g></svg>", "<svg><path /><text>a</text></svg>"),
        ("<svg><g /><defs /><g><g /></g></svg>", "<svg />"),
        ('<svg><g data-series="1"><path /></g></svg>', '<svg><path data-series="1" /></svg>'),
        (
            '<svg><g data-series="1"><path /><use /></g></svg>',
            '<svg><g data-series="1"><path /><use /></g></svg>',
        ),
        ('<svg><g opacity="0"><path /></g></svg>', '<svg><g opacity="0"><path /></g></svg>'),
        ('<svg><a href="x"><g><use /></g></a></svg>', '<svg><a href="x"><use /></a></svg>'),
    ],
)
def test_groups_that_say_nothing_go(given, short):
    drawing = read(given)
    unwrap(drawing)
    assert write(drawing) == short


def test_what_few_look_like_stays_with_them():
    text = "<svg>" + '<path style="fill: red" />' * (SHARED_BY - 1) + "</svg>"
    drawing = read(text)
    share_looks(drawing, "a")
    assert write(drawing) == text


def test_a_look_of_many_is_said_once_and_within_the_drawing():
    marks = '<path class="mark" style="fill: red" clip-path="url(#c)" />' * SHARED_BY
    drawing = read(f'<svg style="fill: red">{marks}<path style="fill: red" /></svg>')
    share_looks(drawing, "a")
    assert write(drawing) == (
        '<svg style="fill: red" id="a"><style>#a .s1{fill: red; clip-path: url(#c)}</style>'
        + '<path class="mark s1" />' * SHARED_BY
        + '<path style="fill: red" /></svg>'
    )


@pytest.mark.parametrize("tag", ["defs", "clipPath", "pattern"])
def test_what_is_drawn_elsewhere_keeps_its_look(tag):
    text = f"<svg><{tag}>" + '<path style="fill: red" />' * (2 * SHARED_BY) + f"</{tag}></svg>"
    drawing = read(text)
    share_looks(drawing, "a")
    assert write(drawing) == text
