import pytest

from tests.publish.publish_samples import Repository
from tests.required import require_command


@pytest.fixture
def repository(tmp_path, monkeypatch):
    require_command("git", "git")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "no-config"))
    monkeypatch.delenv("GIT_DIR", raising=False)
    return Repository(tmp_path, monkeypatch)
