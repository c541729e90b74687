"""The marks of a crowded drawing: links, one stop of the tab key, arrow keys between them."""

import pytest

from tests.browser.browsing import serve
from tests.browser.sample_site import ASSETS

COUNT = 70
FAR = "<style>.mec-drawing { margin-top: 5000px }</style>"
FOCUSED = "document.activeElement.getAttribute('href')"


@pytest.fixture(scope="module")
def crowded_root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crowded")
    marks = "".join(
        f'<g class="mec-mark"><title>mark {place}</title>'
        f'<a {"tabindex=-1" if place else ""} href="#m{place}" aria-label="mark {place}">'
        f'<circle cx="{5 * (COUNT - place)}" cy="20" r="2"/></a></g>'
        for place in range(COUNT)
    )
    page = (
        '<!doctype html><html lang="en"><title>Sample</title><script defer src="page.js"></script>'
        '<script defer src="figures-marks.js"></script>'
        '<a href="#before">before</a><div class="mec-drawing">'
        '<svg class="mec-drawing__svg" role="group" '
        f'viewBox="0 0 400 40">{marks}</svg></div><a href="#after">after</a></html>'
    )
    (folder / "index.html").write_text(page, encoding="utf-8")
    far = page.replace("</title>", f"</title>{FAR}", 1)
    (folder / "far.html").write_text(far, encoding="utf-8")
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


def test_a_drawing_out_of_sight_is_one_stop_and_is_set_up_when_it_is_near(crowded):
    crowded.goto(crowded.url + "far.html")
    crowded.wait_for_timeout(300)
    assert crowded.locator("[data-ready]").count() == 0
    assert stops(crowded)[:3] == ["#before", "#m0", "#after"]
    crowded.locator("[data-ready]").wait_for()


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


def test_without_script_the_marks_are_one_stop(open_window, crowded_root):
    page = open_window(java_script_enabled=False)
    page.goto(crowded_root)
    assert stops(page)[:3] == ["#before", "#m0", "#after"]
