"""What a reader sees of the explorable, and where things are on it."""

import re

XOR = "?points=200.800.y_800.800.n_800.200.y_200.200.n"
ON_A_LINE = "?points=100.100.y_500.500.n_900.900.y&inputs=40"


def verdict(page):
    return page.locator(".mec-neuron-verdict").inner_text()


def said(page, part):
    return page.locator(f".mec-neuron-said [data-says={part}]").inner_text()


def points(page):
    """The points as the field of text holds them: x, y and label."""
    rows = page.locator("textarea").input_value().split("\n")
    return [(int(x), int(y), label) for x, y, label in (row.split(", ") for row in rows)]


def point(page, name):
    return page.locator(".mec-neuron-point", has_text=re.compile(f"^{name}$"))


def place(page, x, y):
    """Where on the screen a place of the plane is."""
    box = page.locator(".mec-neuron-plane").bounding_box()
    unit = box["width"] / 1120
    return box["x"] + (x + 60) * unit, box["y"] + (1060 - y) * unit


def wait_for_address(page, query):
    page.wait_for_url(re.compile(re.escape(query) + "$"))
