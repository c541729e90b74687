import json
from pathlib import PurePosixPath

import pytest

from engine.site import pages
from engine.site.addresses import page_address, root_from
from engine.site.writer import PageError
from engine.studies.section import MovedPage, Section
from tests.exhibits.report_samples import RECORDS, awkward_table, small_table


def test_numbers_are_filled_in(report):
    text = report.fill_with("{{ facts.bits | integer }} bits, {{ profile }}\n", bits=1_281_000)
    assert text == "1,281,000 bits, standard\n"


def test_what_is_written(report):
    report.write("deep/page.md", '{{ table("small") }}')
    written = report.fill(Section("facts", tables=[small_table()]))
    assert set(written) >= {
        "deep/page.md",
        "index.md",
        "references.md",
        "data/small.csv",
        "data/small.json",
        "data/small.tex",
        "data/small.bib",
        "data/records.json",
        "data/mec-report.bib",
    }
    assert written == sorted(written, key=PurePosixPath)
    assert all((report.target / name).is_file() for name in written)
    everything = json.loads(report.read("data/records.json"))
    assert everything["profile"] == "standard"
    assert [one["key"] for one in everything["records"]] == [record.key for record in RECORDS]


def test_the_same_records_give_the_same_files(report, tmp_path):
    section = Section("facts", tables=[awkward_table()])
    report.write("page.md", '{{ table("awkward") }}')
    first = {name: (report.target / name).read_bytes() for name in report.fill(section)}
    second = {name: (report.target / name).read_bytes() for name in report.fill(section)}
    assert first == second


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n{{ facts.bit }}", r"docs/page\.md, line 2: .*'bit'"),
        ("{{ fact.bits }}", r"docs/page\.md, line 1: 'fact' is undefined"),
        ("a\nb\n{{ facts.bits | integer }}", r"line 3: TypeError: 0\.5 is not an integer"),
        ("{{ facts.nothing | number(2) }}", r"line 1: TypeError: .*NoneType"),
        ("{{ facts.bits / 0 }}", r"line 1: ZeroDivisionError"),
        ("{% if %}", r"docs/page\.md, line 1: Expected an expression"),
        ("\n\n{% if facts.bits %}", r"docs/page\.md, line 4: .*end of template"),
        ("{{ facts.bits | centimetres }}", r"docs/page\.md, line 1: No filter named"),
        ('{{ table("smal") }}', r"docs/page\.md, line 1: there is no table 'smal'; known: table-s"),
        ('{{ figure("small") }}', r"docs/page\.md, line 1: there is no figure 'small'; known: tab"),
        ('\n{{ cite("cover") }}', r"page\.md, line 2: .*no entry 'cover'; it has cover1965, three"),
        ("\n{{ require(facts.bits > 1) }}", r"docs/page\.md, line 2: the records no longer supp"),
        ("{{ require(false) }}", r"rewrite it"),
    ],
)
def test_a_page_that_cannot_be_filled_is_named_with_its_line(report, text, message):
    with pytest.raises(PageError, match=message):
        report.fill_with(text + '\n{{ table("small") }}', small_table(), bits=0.5, nothing=None)
    assert not report.target.exists()


def test_require_writes_nothing_where_it_holds(report):
    assert report.fill_with("{{ require(facts.bits > 1) }}So it is.\n", bits=2) == "So it is.\n"


def test_a_table_stands_in_one_page_only(report):
    report.write("other.md", '{{ table("small") }}')
    with pytest.raises(PageError, match=r"page\.md, line 1: .*'small' stands already in other\.md"):
        report.fill_with('{{ table("small") }}', small_table())


def test_a_table_that_no_page_shows(report):
    with pytest.raises(PageError, match="no page shows table-small; add it to a page under docs/"):
        report.fill_with("No table.", small_table())


def test_two_exhibits_with_one_id(report):
    with pytest.raises(PageError, match="two exhibits have the id 'small'"):
        report.fill_with("", small_table(), small_table())


def test_a_reference_that_no_page_cites(report):
    report.write("index.md", '{{ cite("cover1965") }}')
    with pytest.raises(PageError, match=r"no page cites three2018; cite it or take it out"):
        report.fill()


def test_a_citation_leads_to_the_references_from_any_depth(report):
    report.write("a/b/page.md", '{{ cite("cover1965") }}')
    report.write("index.md", '{{ cite("three2018") }}')
    report.fill()
    assert report.read("a/b/page.md") == "[Cover 1965](../../references.md#cover1965)"
    assert report.read("index.md") == "[Friedland et al. 2018](references.md#three2018)"
    assert '<a id="cover1965"></a>' in report.read("references.md")


def test_an_address_that_moved_leads_on_from_a_folder_and_from_disk(report):
    moved = MovedPage("atlas/keras-vgg16/", "atlas/vgg/#keras-vgg16")
    report.fill(Section("facts", moved=[moved]))
    page = report.read("atlas/keras-vgg16/index.html")
    assert '<a href="../../atlas/vgg/#keras-vgg16">' in page
    assert 'content="0; url=../../atlas/vgg/index.html#keras-vgg16"' in page
    assert 'rel="canonical" href="https://example.org/1.2.0/atlas/vgg/#keras-vgg16"' in page
    assert '<meta name="robots" content="noindex">' in page


FRONT = "---\ntitle: A page\nhide:\n  - toc\n---\n"


@pytest.mark.parametrize("front", ["", FRONT])
def test_the_quick_profile_says_so_on_every_page_behind_the_front_matter(report, front):
    text = report.fill_with(f"{front}# A page\n\n---\nrule\n", profile="quick")
    banner = text.removeprefix(front)
    assert banner.startswith('<div class="mec-banner" role="note"><strong>Quick profile.')
    assert banner.endswith("</div>\n\n# A page\n\n---\nrule\n")
    for name in ("index.md", "references.md"):
        assert "mec-banner" in report.read(name)


def test_other_profiles_have_no_banner(report):
    for profile in ("standard", "paper"):
        assert report.fill_with(f"{FRONT}# A page\n", profile=profile) == f"{FRONT}# A page\n"


def test_the_target_is_replaced_as_a_whole(report):
    report.fill_with("first", small_one=1)
    (report.target / "stale.md").write_text("old", encoding="utf-8")
    assert report.fill_with("second") == "second"
    assert not (report.target / "stale.md").exists()
    assert not report.target.with_name("pages.part").exists()


def test_a_failure_leaves_the_target_as_it_was(report, monkeypatch):
    report.fill_with("first")
    with pytest.raises(PageError):
        report.fill_with("{{ facts.unknown }}")
    assert report.read("page.md") == "first"

    def fail(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pages.Path, "write_bytes", fail)
    with pytest.raises(OSError, match="No space left"):
        report.fill_with("second")
    assert report.read("page.md") == "first"


def test_templates_may_not_reach_the_blank_line_that_ends_html(report):
    text = report.fill_with('Above.\n\n{{ table("awkward") }}\n\nBelow.\n', awkward_table())
    block = text[text.index("<section") : text.index("</section>")]
    assert "\n\n" not in block
    assert text.endswith("</section>\n\nBelow.\n")


@pytest.mark.parametrize(
    ("page", "address", "root"),
    [
        ("index.md", "", "./"),
        ("backbones.md", "backbones/", "../"),
        ("contributing/index.md", "contributing/", "../"),
        ("contributing/adding-a-page.md", "contributing/adding-a-page/", "../../"),
    ],
)
def test_addresses(page, address, root):
    assert page_address(PurePosixPath(page)) == address
    assert root_from(PurePosixPath(page)) == root


def test_links_to_files_fit_the_depth_of_the_page(report):
    report.write("a/b.md", '{{ table("small") }}')
    report.fill(Section("facts", tables=[small_table()]))
    assert 'href="../../data/small.csv"' in report.read("a/b.md")
    assert "a/b/#table-small" in report.read("data/small.bib")
