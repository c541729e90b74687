"""How much room the versions take, counted again in the files that would be served."""

import pytest

from engine.publish.release import Release, add_release
from engine.publish.space import PAGES_LIMIT_BYTES, Space, measure_space
from engine.publish.versions import read_published
from tests.publish.publish_samples import git


def test_what_is_left_is_what_the_served_files_leave(repository, tmp_path):
    for version in ("1.0.0", "1.1.0"):
        repository.set_version(version)
        site = repository.build_site(version)
        (site / "names with ä and\ttabs.bin").write_bytes(b"x" * 12_345)
        add_release(Release(version, repository.folder), site)
    space = measure_space(read_published(repository.folder), "1.1.0")
    served = tmp_path / "served"
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", str(repository.folder), str(served))
    files = [path for path in served.rglob("*") if path.is_file() and ".git" not in path.parts]
    linked = [path for path in (served / "latest").rglob("*") if path.is_file()]
    sizes = {path: path.stat().st_size for path in {*files, *linked}}
    assert space.used_bytes == sum(sizes.values())
    own = [path for path in sizes if "1.1.0" in path.relative_to(served).parts]
    assert space.version_bytes == sum(sizes[path] for path in own)
    assert space.left_bytes == PAGES_LIMIT_BYTES - sum(sizes.values())


@pytest.mark.parametrize(
    ("space", "said"),
    [
        (Space(60 * 10**6, 30 * 10**6), "940 MB are left, enough for 31 more versions of this"),
        (Space(970 * 10**6, 30 * 10**6), "30 MB are left, enough for 1 more version of this size"),
        (Space(10**9, 3 * 10**6), "0.0 MB are left, enough for 0 more versions of this size (3.0"),
        (Space(1_025 * 10**6, 30 * 10**6), "hold 1,025 MB, 25 MB more than the 1 GB"),
    ],
)
def test_what_is_said(space, said):
    assert said in space.say()
