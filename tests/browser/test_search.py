"""The search of the built site: read at its first use, answers before the reference."""

from urllib.parse import urlsplit

import pytest

from tests.browser.browsing import PHONE, published_version, serve

INDEX = "search/search_index.json"
WORKER = "/workers/search."
FIELD = "input.md-search__input"
HITS = ".md-search-result__item > a.md-search-result__link"


def search(page, query):
    """Type a query into the open search; returns the addresses of the pages found, best first."""
    page.locator(FIELD).press_sequentially(query)
    page.locator(HITS).first.wait_for()
    return page.locator(HITS).evaluate_all("links => links.map((link) => link.href)")


@pytest.fixture
def watched(open_page):
    """Opens a page; returns it with what it has asked for, which grows as it asks for more."""

    def open_one(address, **options):
        page = open_page("404.html", **options)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page.url.replace("404.html", address), wait_until="networkidle")
        return page, asked

    return open_one


def uses(asked):
    return [url for url in asked if INDEX in url or WORKER in url]


def test_nothing_of_the_search_is_read_before_it_is_used(watched):
    page, asked = watched("rules/")
    assert uses(asked) == []
    with page.expect_request(f"**/{INDEX}"):
        page.locator(FIELD).click()
    assert search(page, "bottleneck")
    assert [INDEX in url for url in uses(asked)] == [True, False]


@pytest.mark.parametrize("key", ["/", "s", "f"])
def test_a_key_opens_the_search(watched, key):
    page, _ = watched("mnist/")
    with page.expect_request(f"**/{INDEX}"):
        page.keyboard.press(key)
    assert search(page, "bottleneck")


def test_a_finger_opens_the_search(watched):
    page, _ = watched("", viewport=PHONE, has_touch=True, is_mobile=True)
    with page.expect_request(f"**/{INDEX}"):
        page.locator("label[for=__search].md-header__button").tap()
    assert search(page, "bottleneck")


def test_a_query_in_the_address_is_answered(watched):
    page, asked = watched("?q=bottleneck")
    page.locator(HITS).first.wait_for()
    assert uses(asked)


def test_words_of_a_hit_are_marked_on_its_page(watched):
    page, _ = watched("mnist/?h=digits")
    page.locator("article mark").first.wait_for()
    assert page.locator("article mark").first.inner_text().lower() == "digits"


def test_what_was_typed_before_the_index_came_is_answered(open_page):
    page = open_page("rules/")
    page.route(f"**/{INDEX}", lambda route: page.wait_for_timeout(500) or route.continue_())
    page.locator(FIELD).click()
    assert search(page, "bottleneck")


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("CNN2 worse", "mnist/"),
        ("bottleneck", "memorised/"),
        ("VGG16 classifier", "rules/"),
        ("densenet121", "atlas/densenet/"),
    ],
)
def test_answers_stand_before_the_reference(open_page, root, query, answer):
    page = open_page("")
    page.locator(FIELD).click()
    found = [urlsplit(hit.removeprefix(root)).path for hit in search(page, query)]
    assert answer in found[:2], found
    reference = [place for place, hit in enumerate(found) if hit.startswith("reference/")]
    assert all(place >= 3 for place in reference), found


def test_the_search_works_under_a_path(site, tmp_path, open_window):
    if published_version(site):
        pytest.skip("the site that is built is to be published: all tests open it under a path")
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "report").symlink_to(site, target_is_directory=True)
    with serve(tmp_path) as address:
        page = open_window()
        faults = []
        page.on("console", lambda message: faults.append(message.text))
        page.goto(f"{address}some/report/mnist/")
        page.locator(FIELD).click()
        hits = search(page, "bottleneck")
        assert hits[0].startswith(f"{address}some/report/")
        page.locator(HITS).first.click()
        page.wait_for_url("**/some/report/**?h=**")
        assert not faults


def test_no_row_of_the_atlas_is_in_the_index(site):
    index = (site / INDEX).read_text(encoding="utf-8")
    rows = (site / "data" / "atlas-models.csv").read_text(encoding="utf-8").splitlines()
    name, *_ = next(row for row in rows if row.startswith("vgg16,")).split(",")
    assert name in index  # families say which architectures they are of
    assert len(index) < 500_000
    for row in rows[1:200:20]:
        parameters = max(row.split(","), key=lambda cell: len(cell) if cell.isdigit() else 0)
        assert f"{int(parameters):,}" not in index or int(parameters) < 10**6
