"""Errata beside the published versions: told of them, and none of them touched."""

import html
import json
import re

import pytest
import yaml

from engine.exhibits.errata import ErrataError, Erratum
from engine.publish.branch import PublishError
from engine.publish.errata import exhibit_places, publish_errata
from engine.publish.errata_page import errata_page
from engine.publish.release import Release, add_release
from engine.publish.versions import read_published
from tests.publish.publish_samples import ADDRESS, git

ERRATUM = {
    "id": "wrong-bits",
    "found": "2026-12-24",
    "versions": ["1.0.0"],
    "exhibits": ["table-sizes"],
    "text": "It is 13 bits, not <12>.",
}


@pytest.fixture
def published(repository):
    """A repository with two versions, each with a table, pushed."""
    for version in ("1.0.0", "1.1.0"):
        repository.set_version(version)
        site = repository.build_site(version)
        home = f"{ADDRESS}/{version}/"
        package = {"homepage": home, "resources": [{"homepage": f"{home}a/#table-sizes"}, {}]}
        (site / "data" / "datapackage.json").write_text(json.dumps(package))
        add_release(Release(version, repository.folder, remote="origin"), site)
    return repository


@pytest.fixture
def tell(published):
    """Commit errata and publish them."""

    def run(*errata, **options):
        path = published.folder / "docs" / "errata.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(list(errata)))
        git(published.folder, "add", ".")
        git(published.folder, "commit", "--quiet", "--allow-empty", "--message", "Errata")
        return publish_errata(published.folder, **{"remote": "origin", **options})

    return run


def folders(repository):
    return [git(repository.remote, "rev-parse", f"gh-pages:{name}") for name in ("1.0.0", "1.1.0")]


def test_a_version_is_published_with_the_files_beside_it(published):
    assert json.loads(published.read("errata.json")) == {"schema": 1, "errata": []}
    page = published.read("errata/index.html")
    assert re.findall(r'<a href="\.\./([0-9.]+)/">', page) == ["1.1.0", "1.0.0"]
    assert page.count("No error is known.") == 2


def test_an_erratum_is_told_and_no_version_is_touched(published, tell):
    before = folders(published)
    assert tell(ERRATUM) == 1
    assert folders(published) == before
    (told,) = json.loads(published.read("errata.json"))["errata"]
    assert told == {**ERRATUM, "corrected_in": ""}
    of_old = published.read("errata/index.html").partition('id="version-1.0.0"')[2]
    assert html.escape(ERRATUM["text"]) in of_old
    assert 'href="../1.0.0/a/#table-sizes"' in of_old
    assert "Not corrected yet." in of_old
    assert published.versions() == {"1.1.0": ("latest",), "1.0.0": ()}


def test_an_erratum_is_taken_back(published, tell):
    tell(ERRATUM)
    assert tell() == 0
    assert json.loads(published.read("errata.json"))["errata"] == []


def test_what_is_told_already_is_not_told_again(published, tell):
    tell(ERRATUM)
    heads = published.heads()
    tell(ERRATUM)
    assert published.heads() == heads


def test_a_corrected_erratum_leads_to_the_version_without_it(published, tell):
    tell({**ERRATUM, "corrected_in": "1.1.0"})
    page = published.read("errata/index.html")
    assert 'Corrected in <a href="#version-1.1.0">1.1.0</a>.' in page


def test_the_next_version_may_correct_it(published, tell):
    with pytest.raises(
        ErrataError, match=r"version 1\.2\.0 is to correct it, and is not published"
    ):
        tell({**ERRATUM, "corrected_in": "1.2.0"})
    published.set_version("1.2.0")
    site = published.build_site("1.2.0")
    add_release(Release("1.2.0", published.folder, remote="origin"), site)
    assert json.loads(published.read("errata.json"))["errata"][0]["corrected_in"] == "1.2.0"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"versions": ["1.0.0", "3.0.0"]},
            r"3\.0\.0 is not published; published: 1\.1\.0, 1\.0\.0",
        ),
        ({"exhibits": ["figure-sizes"]}, r"none of the versions 1\.0\.0 has figure-sizes"),
    ],
)
def test_what_is_not_published_has_no_errata(published, tell, change, said):
    heads = published.heads()
    with pytest.raises(ErrataError, match=said):
        tell({**ERRATUM, **change})
    assert published.heads() == heads


def test_errata_are_published_from_a_commit(published):
    (published.folder / "docs").mkdir()
    (published.folder / "docs" / "errata.yml").write_text("[]\n")
    with pytest.raises(PublishError, match=r"errata\.yml is not committed"):
        publish_errata(published.folder)


def test_without_a_version_there_are_no_errata(repository):
    repository.set_version("1.0.0")
    with pytest.raises(PublishError, match="no version is published"):
        publish_errata(repository.folder)


def test_a_malformed_file_stops_a_release_before_anything(published):
    (published.folder / "docs").mkdir()
    (published.folder / "docs" / "errata.yml").write_text("wrong\n")
    published.set_version("1.2.0")
    heads = published.heads()
    with pytest.raises(ErrataError, match="must hold a list"):
        add_release(Release("1.2.0", published.folder), published.build_site("1.2.0"))
    assert published.heads() == heads


def test_a_refused_push_leaves_the_branch_as_it_was(published, tell):
    hook = published.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'closed today' >&2\nexit 1\n")
    hook.chmod(0o755)
    heads = published.heads()
    with pytest.raises(PublishError, match="closed today"):
        tell(ERRATUM)
    assert published.heads() == heads


def test_another_clone_tells_errata_too(published, tell, tmp_path):
    """One that never had the branch: it is fetched."""
    clone = tmp_path / "another"
    git(published.folder, "push", "--quiet", "origin", "HEAD:refs/heads/main")
    git(tmp_path, "clone", "--quiet", "--branch", "main", str(published.remote), str(clone))
    git(clone, "config", "user.name", "Another author")
    git(clone, "config", "user.email", "another@example.org")
    published.folder = clone
    before = folders(published)
    path = clone / "docs" / "errata.yml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump([ERRATUM]))
    git(clone, "add", ".")
    git(clone, "commit", "--quiet", "--message", "Errata")
    assert publish_errata(clone) == 1  # without a remote to push to: here alone
    assert json.loads(published.read("errata.json"))["errata"] == []
    assert publish_errata(clone, remote="origin") == 1
    assert len(json.loads(published.read("errata.json"))["errata"]) == 1
    assert folders(published) == before


def test_places_are_those_of_the_descriptor(published):
    found = exhibit_places(read_published(published.folder), "1.0.0")
    assert found == {"table-sizes": "a/#table-sizes"}


def test_nothing_gets_out_of_a_text():
    hostile = "</li><script>alert(1)</script>&amp;"
    page = errata_page([Erratum("a", "2026-12-24", ("1.0.0",), (), hostile)], {"1.0.0": ()}, {})
    assert "<script" not in page
    assert hostile in html.unescape(page)
