"""The marks of a crowded drawing: links, one stop of the tab key, arrow keys between them."""

import pytest

from tests.browser.browsing import serve
from tests.browser.sample_site import ASSETS

COUNT = 70
FOCUSED = "document.activeElement.getAttribute('href')"


@pytest.fixture(scope="module")
def crowded_root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crowded")
    marks = "".join(
        f'<g class="mec-mark"><title>mark {place}</title>'
        f'<a tabindex="-1" href="#m{place}" aria-label="mark {place}">'
        f'<circle cx="{5 * (COUNT - place)}" cy="20" r="2"/></a></g>'
        for place in range(COUNT)
    )
    (folder / "index.html").write_text(
        '<!doctype html><html lang="en"><title>Sample</title><script defer src="page.js"></script>'
        '<script defer src="figures-marks.js"></script>'
        '<a href="#before">before</a><div class="mec-drawing">'
        '<svg class="mec-drawing__svg" role="group" '
        f'viewBox="0 0 400 40">{marks}</svg></div><a href="#after">after</a></html>',
        encoding="utf-8",
    )
    for name in ("page.js", "figures-marks.js"):
        (folder / name).write_bytes((ASSETS / "javascripts" / name).read_bytes())
    with serve(folder) as address:
        yield address


@pytest.fixture
def crowded(open_window, crowded_root):
    page = open_window()
    page.goto(crowded_root)
    return page


def stops(page):
    """Where the tab key leads, one after the other."""
    found = []
    for _ in range(4):
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUSED))
    return found


def test_a_crowded_drawing_is_one_stop(crowded):
    assert stops(crowded)[:3] == ["#before", "#m0", "#after"]


def test_arrow_keys_move_from_left_to_right_and_the_stop_stays(crowded):
    crowded.keyboard.press("Tab")
    crowded.keyboard.press("Tab")
    assert "Arrow keys move between 70 marks." in crowded.locator(".mec-status").inner_text()
    for key, wanted in (
        ("ArrowLeft", "#m1"),
        ("ArrowRight", "#m0"),
        ("ArrowRight", "#m0"),
        ("Home", "#m69"),
        ("ArrowDown", "#m68"),
    ):
        crowded.keyboard.press(key)
        assert crowded.evaluate(FOCUSED) == wanted, key
    crowded.keyboard.press("Tab")
    crowded.keyboard.press("Shift+Tab")
    assert crowded.evaluate(FOCUSED) == "#m68"
    crowded.keyboard.press("Enter")
    crowded.wait_for_url("**/#m68")


def test_without_script_the_marks_are_no_stops(open_window, crowded_root):
    page = open_window(java_script_enabled=False)
    page.goto(crowded_root)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.locator("a:focus").get_attribute("href") == "#after"
