import pytest

from tests.publish.publish_samples import Repository


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "no-config"))
    monkeypatch.delenv("GIT_DIR", raising=False)
    return Repository(tmp_path, monkeypatch)
