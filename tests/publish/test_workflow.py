"""The workflow: least permissions, pinned actions, tests before publishing."""

import re

import pytest
import yaml

from tests import ROOT

WORKFLOW = ROOT / ".github" / "workflows" / "publish.yml"


@pytest.fixture
def workflow():
    return yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))


def test_actions_are_pinned_to_a_commit(workflow):
    used = re.findall(r"uses: *(.+)", WORKFLOW.read_text(encoding="utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_permissions_are_the_least(workflow):
    assert workflow["permissions"] == {}
    allowed = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert allowed == {"check": {"contents": "read"}, "publish": {"contents": "write"}}


def test_publishing_waits_for_the_tests_and_for_its_turn(workflow):
    assert workflow["jobs"]["publish"]["needs"] == "check"
    assert workflow["concurrency"] == {"group": "publish", "cancel-in-progress": False}
    assert any(".ci/run" in step.get("run", "") for step in workflow["jobs"]["check"]["steps"])


def test_only_a_tag_of_a_version_publishes(workflow):
    assert workflow[True] == {"push": {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}}


def test_nothing_from_outside_is_put_into_a_shell(workflow):
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
