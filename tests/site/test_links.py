import pytest

from engine.site.links import find_dead_links, name_file, name_files

PAGES = {
    "index.html": '<h1 id="home">Home</h1>',
    "rules/index.html": '<h2 id="rule-4">Rule 4</h2> <a name="old">',
    "atlas/a/index.html": "",
}
FILES = {*PAGES, "data/a b.csv", "style.css"}


def dead(link, page="rules/index.html"):
    return find_dead_links({**PAGES, page: PAGES[page] + link}, FILES)


@pytest.mark.parametrize(
    "link",
    [
        '<a href="..">',
        '<a href="../">',
        '<a href=".">',
        '<a href="../#home">',
        '<a href="#rule-4">',
        '<a href="./#old">',
        '<a href="../rules/?inputs=2#rule-4">',
        '<a class="x > y" href="../atlas/a/">',
        '<a xlink:href="../atlas/a/index.html">',
        '<a href="../data/a%20b.csv" download>',
        '<button data-copy="../data/a%20b.csv">',
        '<link rel="stylesheet" href="../style.css">',
        '<a href="https://example.org/nowhere/">',
        '<a href="mailto:a@example.org">',
        '<a href="#">',
        "<code>href=&quot;nowhere&quot;</code>",
        '<code>href="nowhere"</code>',
    ],
)
def test_a_link_that_leads_somewhere_is_no_fault(link):
    assert dead(link) == []


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ('<a href="../atlas/b/">', "links to ../atlas/b/, which is not in the site"),
        ('<a href="../atlas/">', "links to ../atlas/, which is not in the site"),
        ('<a href="../../rules/">', "links to ../../rules/, which is not in the site"),
        ('<a href="../#rule-4">', "links to ../#rule-4, but that page has no such anchor"),
        ('<a xlink:href="#rule-5">', "links to #rule-5, but that page has no such anchor"),
        ('<button data-copy="a.tex">', "links to a.tex, which is not in the site"),
        ('<script src="../a.js">', "links to ../a.js, which is not in the site"),
        ('<img alt="" src="a.png">', "links to a.png, which is not in the site"),
        ('<image href="a.svg" width="1"/>', "links to a.svg, which is not in the site"),
    ],
)
def test_a_dead_link_is_named_with_its_page_once(link, fault):
    assert dead(link * 2) == [f"rules/index.html {fault}"]


def test_a_link_to_the_newest_version_leads_to_what_this_one_has():
    links = '<a href="../../latest/"><a href="../../latest/rules/#rule-4">'
    wrong = '<a href="../../latest/none/"><a href="../../1.0.0/">'
    pages = {**PAGES, "rules/index.html": PAGES["rules/index.html"] + links + wrong}
    assert find_dead_links(pages, FILES, "latest") == [
        "rules/index.html links to ../../latest/none/, which is not in the site",
        "rules/index.html links to ../../1.0.0/, which is not in the site",
    ]
    assert dead(links) == [
        "rules/index.html links to ../../latest/, which is not in the site",
        "rules/index.html links to ../../latest/rules/#rule-4, which is not in the site",
    ]


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("..", "../index.html"),
        (".", "./index.html"),
        ("./", "./index.html"),
        ("../rules/", "../rules/index.html"),
        ("rules/#rule-4", "rules/index.html#rule-4"),
        ("../calculator/?inputs=2#x/", "../calculator/index.html?inputs=2#x/"),
    ],
)
def test_a_link_to_a_page_names_its_file(link, named):
    assert name_file(link) == named
    assert name_file(named) == named
    assert name_files(f'<a href="{link}">{link}</a>') == f'<a href="{named}">{link}</a>'


@pytest.mark.parametrize(
    "link", ["", "#rule-4", "?a=1", "../data/a.csv", "https://example.org/a/", "//a/b/", "/a/"]
)
def test_other_links_stay(link):
    assert name_file(link) == link
