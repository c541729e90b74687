import json

import pytest

from engine.site.from_disk import (
    index_script,
    is_for_this_machine,
    make_readable_from_disk,
    text_scripts,
)


@pytest.mark.parametrize(
    ("address", "here"),
    [
        (None, True),
        ("", True),
        ("http://127.0.0.1:8000/", True),
        ("http://localhost/report/", True),
        ("https://example.org/mec/1.0.0/", False),
    ],
)
def test_a_site_with_an_address_elsewhere_is_not_for_this_machine(address, here):
    assert is_for_this_machine(address) is here


def test_texts_that_differ_by_suffix_share_a_script():
    scripts = text_scripts({"data/a.tex": "\\a", "data/a.bib": "ä\u2028", "data/b.bib": "@b"})
    assert set(scripts) == {"data/a.js", "data/b.js"}
    call = "Object.assign(mecFromDisk.texts, "
    held = json.loads(scripts["data/a.js"].removeprefix(call).removesuffix(");\n"))
    assert held == {"data/a.tex": "\\a", "data/a.bib": "ä\u2028"}


def test_hits_of_the_search_are_files():
    index = {"config": {"lang": ["en"]}, "docs": [{"location": "rules/#a", "title": "A"}]}
    script = index_script(index)
    assert json.loads(script.removeprefix("var __index = ")) == {
        "config": {"lang": ["en"]},
        "docs": [{"location": "rules/index.html#a", "title": "A"}],
    }


def test_what_is_published_stays_as_it_is(tmp_path):
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "search_index.json").write_text('{"docs": []}')
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.tex").write_text("text")
    (tmp_path / "index.html").touch()
    (tmp_path / "data" / "a.json").write_text("{}")
    (tmp_path / "data" / "records.json").write_text("{}")
    page = '<a href="rules/">Rules</a>\n<table data-rows="../data/a.json" data-root="../">\n'
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.suffix != ".html"}
    make_readable_from_disk(tmp_path, {"index.html": page})
    assert {path: path.read_bytes() for path in before} == before
    named = page.replace("rules/", "rules/index.html")
    assert (tmp_path / "index.html").read_text() == named
    (script,) = (tmp_path / "from-disk" / "data").iterdir()
    assert script.name == "a.js"
    assert '"data/a.json":"{}"' in script.read_text()
    assert '"data/a.tex":"text"' in script.read_text()
    assert (tmp_path / "search" / "search_index.js").is_file()
