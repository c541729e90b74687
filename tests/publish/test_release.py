"""Publishing against a local bare repository: whole or not at all, never twice."""

import dataclasses

import pytest

from engine.publish.git import GitError
from engine.publish.release import PublishError, Release, add_release, check_release
from engine.publish.versions import UnknownVersionError, load_document, read_published
from engine.records.record import RecordError
from tests.publish.publish_samples import git


@pytest.fixture
def publish(repository):
    """Publish a version: commit it, build its site, add it, push."""

    def run(version, mec_bits=12):
        repository.set_version(version)
        site = repository.build_site(version, mec_bits)
        add_release(Release(version, repository.folder, remote="origin"), site)

    return run


@pytest.fixture
def release(repository):
    repository.set_version("1.0.0")
    return Release("1.0.0", repository.folder, remote="origin")


def test_first_version_is_the_latest_and_the_root_leads_there(repository, publish):
    publish("1.0.0")
    assert repository.versions() == {"1.0.0": ("latest",)}
    assert repository.read("1.0.0/index.html") == "<h1>Version 1.0.0</h1>"
    assert repository.read("latest") == "1.0.0"
    assert "latest/" in repository.read("index.html")
    assert repository.read(".nojekyll") == ""


def test_old_versions_stay_and_latest_moves(repository, publish):
    publish("1.0.0")
    before = git(repository.remote, "rev-parse", "gh-pages:1.0.0")
    publish("1.1.0", mec_bits=13)
    assert repository.versions() == {"1.1.0": ("latest",), "1.0.0": ()}
    assert git(repository.remote, "rev-parse", "gh-pages:1.0.0") == before
    assert repository.read("latest") == "1.1.0"


def test_latest_is_the_highest_version_not_the_last_one_published(repository, publish):
    publish("1.10.0")
    publish("1.9.1")
    assert repository.versions() == {"1.10.0": ("latest",), "1.9.1": ()}
    assert repository.read("latest") == "1.10.0"


def test_a_version_is_never_published_twice(repository, publish):
    publish("1.0.0")
    heads = repository.heads()
    repository.build_site("1.0.0", mec_bits=99)
    with pytest.raises(PublishError, match=r"1\.0\.0 is published already and stays as it is"):
        add_release(Release("1.0.0", repository.folder, remote="origin"), repository.site)
    assert repository.heads() == heads


def test_a_version_that_only_the_remote_has_is_found(repository, publish):
    publish("1.0.0")
    git(repository.folder, "branch", "-D", "gh-pages")
    git(repository.folder, "update-ref", "-d", "refs/remotes/origin/gh-pages")
    with pytest.raises(PublishError, match="published already"):
        check_release(Release("1.0.0", repository.folder, remote="origin"))


def test_without_a_remote_the_branch_stays_here(repository, release):
    site = repository.build_site("1.0.0")
    add_release(dataclasses.replace(release, remote=None), site)
    assert read_published(repository.folder).aliases == {"1.0.0": ("latest",)}
    assert repository.heads()[1] == ""


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "latest", "../1.0.0", "1.0.0 "])
def test_malformed_version_is_refused(release, version):
    with pytest.raises(PublishError, match="is no version; write three numbers"):
        check_release(dataclasses.replace(release, version=version))


def test_version_must_be_that_of_the_engine(release):
    with pytest.raises(
        PublishError, match=r"engine/__init__\.py says version 1\.0\.0, not 1\.0\.1"
    ):
        check_release(dataclasses.replace(release, version="1.0.1"))


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("CITATION.cff", "version: 0.9.0\n"),
        ("pyproject.toml", '[project]\nversion = "0.9.0"\n'),
    ],
)
def test_version_must_be_the_same_everywhere(repository, release, file, text):
    (repository.folder / file).write_text(text)
    git(repository.folder, "commit", "--quiet", "--all", "--message", "Another version")
    with pytest.raises(PublishError, match=rf"{file} says version 0\.9\.0, not 1\.0\.0"):
        check_release(release)


@pytest.mark.parametrize("file", ["CITATION.cff", "untracked.py"])
def test_dirty_tree_is_refused_and_named(repository, release, file):
    with (repository.folder / file).open("a") as handle:
        handle.write("# changed\n")
    with pytest.raises(PublishError, match=rf"not clean[\s\S]*{file}"):
        add_release(release, repository.build_site("1.0.0"))
    assert repository.heads() == ("", "")


@pytest.mark.parametrize(
    ("spoil", "error", "said"),
    [
        (lambda site: (site / "index.html").unlink(), PublishError, "there is no site in"),
        (
            lambda site: (site / "data/records.json").unlink(),
            RecordError,
            r"records\.json cannot be read",
        ),
        (
            lambda site: (site / "data/records.json").write_text('{"schema": 1'),
            RecordError,
            "is damaged",
        ),
    ],
)
def test_incomplete_site_is_refused(repository, release, spoil, error, said):
    site = repository.build_site("1.0.0")
    spoil(site)
    with pytest.raises(error, match=said):
        add_release(release, site)
    assert repository.heads() == ("", "")


def test_site_of_another_version_or_address_is_refused(repository, release):
    with pytest.raises(PublishError, match=r"is that of version 0\.9\.0; build anew"):
        add_release(release, repository.build_site("0.9.0"))
    site = repository.build_site("1.0.0", address="http://127.0.0.1:8000/")
    with pytest.raises(PublishError, match=r"SITE_URL ending in /1\.0\.0/"):
        add_release(release, site)
    assert repository.heads() == ("", "")


def test_refused_push_leaves_nothing_behind(repository, publish):
    publish("1.0.0")
    heads = repository.heads()
    hook = repository.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'closed today' >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(PublishError, match=r"closed today[\s\S]*nothing was published"):
        publish("1.1.0")
    assert repository.heads() == heads
    hook.unlink()
    add_release(Release("1.1.0", repository.folder, remote="origin"), repository.site)
    assert repository.versions() == {"1.1.0": ("latest",), "1.0.0": ()}


def test_first_push_refused_leaves_no_branch(repository, release):
    (repository.remote / "hooks" / "pre-receive").write_text("#!/bin/sh\nexit 1\n")
    (repository.remote / "hooks" / "pre-receive").chmod(0o755)
    with pytest.raises(PublishError, match="nothing was published"):
        add_release(release, repository.build_site("1.0.0"))
    assert repository.heads() == ("", "")


def test_diverged_branches_are_refused(repository, publish):
    publish("1.0.0")
    tree = git(repository.folder, "rev-parse", "gh-pages^{tree}")
    other = git(repository.folder, "commit-tree", tree, "-m", "Elsewhere")
    git(repository.folder, "update-ref", "refs/heads/gh-pages", other)
    with pytest.raises(PublishError, match="have diverged"):
        publish("1.1.0")
    assert git(repository.folder, "rev-parse", "gh-pages") == other
    assert set(repository.versions()) == {"1.0.0"}


def test_records_of_published_versions_can_be_read(repository, publish):
    publish("1.0.0")
    publish("1.1.0", mec_bits=13)
    published = read_published(repository.folder)
    assert published.newest == "1.1.0"
    for name, version, mec_bits in (("1.0.0", "1.0.0", 12), ("latest", "1.1.0", 13)):
        document = load_document(name, published, "unreleased")
        assert document.version == version
        assert document.records["sizes"][0].result == {"mec_bits": mec_bits}


def test_unknown_version_is_named_with_those_there_are(repository, publish):
    publish("1.0.0")
    with pytest.raises(
        UnknownVersionError, match=r"'2\.0\.0' is not published; published: 1\.0\.0"
    ):
        load_document("2.0.0", read_published(repository.folder), "unreleased")


def test_folder_without_records_is_named(repository, release, tmp_path):
    with pytest.raises(UnknownVersionError, match="holds neither records/manifest"):
        load_document(str(tmp_path), read_published(repository.folder), "unreleased")


@pytest.mark.parametrize("option", ["--upload-pack=touch {}", "ext::touch% {}", "-u touch {}"])
def test_no_name_of_a_remote_runs_anything(repository, tmp_path, option):
    repository.set_version("1.0.0")
    ran = tmp_path / "ran"
    with pytest.raises(GitError):
        check_release(Release("1.0.0", repository.folder, remote=option.format(ran)))
    assert not ran.exists()
