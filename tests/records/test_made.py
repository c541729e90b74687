import subprocess
from datetime import datetime

from engine.records import made
from engine.records.made import cpu_name, describe_run, git_commit


def test_a_run_is_described_by_texts_alone():
    described = describe_run()
    assert set(described) == {"cpu", "device", "platform", "python", "commit", "time"}
    assert all(isinstance(text, str) and text for text in described.values())
    assert datetime.fromisoformat(described["time"]).utcoffset().total_seconds() == 0
    assert described["cpu"] == cpu_name()


def test_the_commit_tells_whether_the_tree_is_clean(monkeypatch):
    answers = {"rev-parse": "abc123", "status": ""}
    monkeypatch.setattr(made, "_git", lambda folder, command, *options: answers[command])
    assert git_commit() == "abc123"
    answers["status"] = " M engine/records/key.py"
    assert git_commit() == "abc123+changes"


def test_without_git_the_commit_is_unknown(monkeypatch):
    for error in (FileNotFoundError("git"), subprocess.CalledProcessError(128, "git")):

        def fail(*arguments, error=error):
            raise error

        monkeypatch.setattr(made, "_git", fail)
        assert git_commit() == "unknown"
