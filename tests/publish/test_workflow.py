"""The workflow: least permissions, pinned actions, tests before publishing."""

import re

import pytest
import yaml

from tests import ROOT
from tests.workflow_steps import Runner, StepError, evaluate

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


def test_every_step_can_be_tried_here(workflow):
    """Actions that something stands in for, and expressions that have a value here."""
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            if "uses" in step:
                action = step["uses"].partition("@")[0]
                assert action in ("actions/checkout", "actions/setup-python")
            for value in step.get("env", {}).values():
                assert "{" not in evaluate(value)


def test_an_expression_that_is_not_known_is_named():
    assert evaluate("https://${{ github.repository_owner }}.io/") == "https://owner.io/"
    with pytest.raises(StepError, match=r"\$\{\{ secrets.TOKEN \}\} is not known here"):
        evaluate("${{ secrets.TOKEN }}")


def test_a_step_that_fails_is_named(tmp_path):
    runner = Runner(tmp_path, "--profile quick")
    runner.clone.mkdir()
    assert runner.run_step({"run": 'test "$GITHUB_REF_NAME" = "$TAG"', "env": {"TAG": runner.tag}})
    with pytest.raises(StepError, match="exit status 1"):
        runner.run_step({"run": "false\ntrue"})
    with pytest.raises(StepError, match="nothing stands in for actions/cache"):
        runner.run_step({"uses": "actions/cache@0"})


def test_what_publishes_is_given_options_and_says_so(tmp_path, monkeypatch):
    runner = Runner(tmp_path, "--profile quick", ["A"])
    called = []
    monkeypatch.setattr(
        runner, "_call", lambda command, variables: called.append((command[-1], variables))
    )
    step = {
        "run": 'python -m nox -s publish -- "${GITHUB_REF_NAME#v}"',
        "env": {"A": "1", "B": "2"},
    }
    assert runner.run_step(step) == "as it stands, with --profile quick, without A"
    assert called == [(f"{step['run']} --profile quick", {"B": "2"})]
