"""Ten versions, one after the other: each stays byte for byte, and `latest` is the newest."""

import hashlib

import pytest

from engine.publish import release
from engine.publish.branch import PublishError
from engine.publish.release import Release, add_release
from engine.publish.versions import read_published
from tests.publish.publish_samples import git

VERSIONS = [f"1.{minor}.0" for minor in range(10)]


def hash_files(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_each_version_stays_byte_for_byte(repository, tmp_path):
    trees, built = {}, {}
    for number, version in enumerate(VERSIONS):
        repository.set_version(version)
        site = repository.build_site(version, mec_bits=number)
        built[version] = hash_files(site)
        add_release(Release(version, repository.folder, remote="origin"), site)
        for earlier, tree in trees.items():
            assert git(repository.remote, "rev-parse", f"gh-pages:{earlier}") == tree
        trees[version] = git(repository.remote, "rev-parse", f"gh-pages:{version}")
        assert repository.read("latest") == version
    assert len(set(trees.values())) == len(VERSIONS)
    assert list(repository.versions()) == VERSIONS[::-1]
    served = tmp_path / "served"
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", str(repository.remote), str(served))
    assert {version: hash_files(served / version) for version in VERSIONS} == built
    assert hash_files(served / "latest") == built[VERSIONS[-1]]
    published = read_published(repository.folder)
    results = [published.read(version).records["sizes"][0].result for version in VERSIONS]
    assert results == [{"mec_bits": number} for number in range(10)]


def test_a_version_that_would_be_rewritten_stops_the_release(repository, monkeypatch):
    repository.set_version("1.0.0")
    add_release(Release("1.0.0", repository.folder), repository.build_site("1.0.0"))
    heads = repository.heads()
    deploy = release._deploy

    def deploy_and_spoil(of, published, site):
        deploy(of, published, site)
        from mike.git_utils import Commit, FileInfo

        monkeypatch.chdir(repository.folder)
        with Commit("gh-pages", "Spoil") as commit:
            commit.add_file(FileInfo("1.0.0/index.html", "another"))

    monkeypatch.setattr(release, "_deploy", deploy_and_spoil)
    repository.set_version("1.1.0")
    with pytest.raises(PublishError, match=r"version 1\.0\.0 would be rewritten"):
        add_release(Release("1.1.0", repository.folder), repository.build_site("1.1.0"))
    assert repository.heads() == heads
