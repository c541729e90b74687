"""A small site with the settings of the report's own: what is wrong with it stops the build."""

import re
import shutil

import pytest
import yaml
from mkdocs.utils import yaml_load

from engine.site.build import SiteError, build_site
from tests import ROOT

SETTINGS = ("markdown_extensions", "theme", "validation")


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Folder of a site of two pages: its mkdocs.yml and docs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    report = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    settings = {
        "site_name": "Small",
        "site_url": "https://example.org/",
        "hooks": [str(ROOT / "engine" / "site" / "hooks.py")],
        "plugins": ["search"],
        "nav": ["index.md", "rules.md"],
        **{name: report[name] for name in SETTINGS},
    }
    settings["theme"] = {"name": "material", "font": False, "favicon": "icon.svg"}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    docs = tmp_path / "docs"
    scripts = docs / "assets" / "javascripts"
    scripts.mkdir(parents=True)
    for name in ("from-disk.js", "search-on-use.js", "scheme-once.js"):
        shutil.copy(ROOT / "docs" / "assets" / "javascripts" / name, scripts / name)
    (docs / "icon.svg").touch()
    (docs / "index.md").write_text("# Home\n\n[Rule 4](rules.md#rule-4)\n", encoding="utf-8")
    (docs / "rules.md").write_text("# Rules\n\n## Rule 4\n\n[Home](index.md)\n", encoding="utf-8")
    return tmp_path


def add(folder, text, page="index.md"):
    with (folder / "docs" / page).open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


def stop(folder, capfd):
    """Build, which has to fail; returns the lines that say why."""
    with pytest.raises(SiteError, match="the site has faults, named in the lines above"):
        build_site(folder / "mkdocs.yml")
    return capfd.readouterr().err.splitlines()


def test_a_site_without_a_fault_is_built_in_silence(small, capfd):
    folder = build_site(small / "mkdocs.yml")
    assert (folder / "rules" / "index.html").is_file()
    assert 'href="rules/#rule-4"' in (folder / "index.html").read_text(encoding="utf-8")
    assert not (folder / "from-disk").exists()
    for page in folder.rglob("*.html"):
        assert "default-src 'self';" in page.read_text(encoding="utf-8")
    output = capfd.readouterr()
    assert output.out == output.err == ""


def test_a_site_that_cannot_be_built_leaves_the_old_one(small, capfd):
    folder = build_site(small / "mkdocs.yml")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    add(small, "[Dead](gone.md)")
    stop(small, capfd)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert [path.name for path in small.iterdir() if path.name.startswith(folder.name)] == [
        folder.name
    ]


def test_a_site_is_as_old_as_its_release(small, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    shutil.copy(ROOT / "CITATION.cff", small)
    text = (small / "CITATION.cff").read_text(encoding="utf-8")
    edited = re.sub(r"date-released: \S+", "date-released: 2020-02-29", text)
    (small / "CITATION.cff").write_text(edited, encoding="utf-8")
    folder = build_site(small / "mkdocs.yml")
    sitemap = (folder / "sitemap.xml").read_text(encoding="utf-8")
    assert set(re.findall(r"<lastmod>(.*)</lastmod>", sitemap)) == {"2020-02-29"}


def test_a_site_for_this_machine_names_files(small):
    config = small / "mkdocs.yml"
    config.write_text(config.read_text().replace("https://example.org/", "http://127.0.0.1:8000/"))
    folder = build_site(config)
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert 'href="rules/index.html#rule-4"' in page
    assert '<link rel="canonical" href="http://127.0.0.1:8000/">' in page
    assert page.index("from-disk.js") < page.index("search-on-use.js") < page.index("/bundle.")
    assert "default-src 'self' file:;" in page
    assert list((folder / "from-disk").rglob("search.js"))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[Dead](gone.md)", "gone.md"),
        ("[Dead](rules.md#rule-5)", "#rule-5"),
        ("[Dead](#nowhere)", "#nowhere"),
        ("![Dead](gone.png)", "gone.png"),
        ("[Absolute](/rules/)", "/rules/"),
        ('<div><a href="atlas/gone/">in HTML</a></div>', "atlas/gone/"),
        ('<div><a href="rules/#rule-5">in HTML</a></div>', "rules/#rule-5"),
        ('<div><button data-copy="data/gone.tex">Copy</button></div>', "data/gone.tex"),
    ],
)
def test_a_dead_link_stops_the_build_and_is_named_in_a_line(small, capfd, text, named):
    add(small, text)
    lines = [line for line in stop(small, capfd) if named in line]
    assert lines
    assert all(line.startswith("warning: ") for line in lines)
    assert all("index" in line for line in lines)


def test_a_version_links_to_the_newest_beside_it(small, capfd):
    config = small / "mkdocs.yml"
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    report = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    settings["extra"] = {"version": {**report["extra"]["version"], "provider": "mike"}}
    settings["theme"]["custom_dir"] = str(ROOT / "engine" / "site" / "theme")
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    missing = "/latest/release-notes/, which is not in the site"
    assert all(line.endswith(missing) for line in stop(small, capfd))
    add(small, "# What is new", page="release-notes.md")
    settings["nav"].append("release-notes.md")
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    page = (build_site(config) / "rules" / "index.html").read_text(encoding="utf-8")
    assert 'href="../../latest/"' in page


def test_a_work_of_others_without_a_licence_stops_the_build(small, capfd):
    script = small / "theme" / "assets" / "javascripts" / "jquery.js"
    script.parent.mkdir(parents=True)
    script.write_text("// by others\n", encoding="utf-8")
    config = small / "mkdocs.yml"
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    settings["theme"]["custom_dir"] = str(small / "theme")
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    (line,) = stop(small, capfd)
    assert "assets/javascripts/jquery.js: whose work is this" in line


def test_a_page_outside_the_navigation_stops_the_build(small, capfd):
    (small / "docs" / "forgotten.md").write_text("# Forgotten\n", encoding="utf-8")
    (line,) = stop(small, capfd)
    assert "forgotten.md" in line


def test_a_page_in_the_navigation_that_is_missing_stops_the_build(small, capfd):
    (small / "docs" / "rules.md").unlink()
    (small / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    assert all("rules.md" in line for line in stop(small, capfd))


def test_a_mistake_in_the_settings_is_said_in_lines(small, capfd):
    with (small / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("docs_dir: gone\n")
    (line,) = stop(small, capfd)
    assert "docs_dir" in line


def test_faults_are_counted_in_one_build_alone(small, capfd):
    add(small, "[Dead](gone.md)")
    stop(small, capfd)
    (small / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    build_site(small / "mkdocs.yml")
    assert capfd.readouterr().err == ""


def test_a_script_that_no_rule_names_stops_the_build(small, capfd):
    (small / "docs" / "surprise.js").touch()
    with (small / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("extra_javascript: [surprise.js]\n")
    (line,) = stop(small, capfd)
    assert "surprise.js" in line
    assert "page_assets.py" in line
