"""Ten versions, one after the other: each stays byte for byte, and `latest` is the newest."""

import hashlib

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
