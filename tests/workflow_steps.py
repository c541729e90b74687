"""The workflow's steps, run here one by one: python -m tests.workflow_steps [--job publish].

A runner of GitHub's is not to be had everywhere. What can be tried without one are the commands of
`.github/workflows/publish.yml` as they stand there, in a clone, with the variables that GitHub
sets, pushing to a bare repository in a temporary folder. What is not GitHub's own is said:
actions are stood in for, the permissions and the token are not tried.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

import engine

ROOT = Path(__file__).parent.parent
WORKFLOW = ROOT / ".github" / "workflows" / "publish.yml"
CONTEXT = {
    "github.repository_owner": "owner",
    "github.event.repository.name": "report",
}
PUBLISHES = "nox -s publish"
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


class StepError(Exception):
    """A step that failed, or that cannot be run here; the message names it."""


class Runner:
    """A folder that stands in for a runner: a clone, a Python, and a repository to push to.

    Args:
        folder: Folder for all of it.
        options: What is added to the command that publishes.
        without: Variables that are left out, since what they ask for is not to be had here.
    """

    def __init__(self, folder: Path, options: str, without: Sequence[str] = ()) -> None:
        self.remote, self.clone = folder / "remote.git", folder / "clone"
        self.python = folder / "python"
        self.options, self.without = options, without
        self.tag = f"v{engine.__version__}"

    def run_step(self, step: Mapping[str, Any]) -> str:
        """Run a step, and return how it was done.

        Raises:
            StepError: If it fails, or is an action that nothing stands in for.
        """
        if action := step.get("uses"):
            return self._stand_in(action.partition("@")[0])
        command = step["run"]
        added = f" {self.options}" if PUBLISHES in command and self.options else ""
        variables = {name: evaluate(value) for name, value in step.get("env", {}).items()}
        left_out = [name for name in self.without if variables.pop(name, None)]
        self._call(["bash", "-e", "-c", command + added], variables)
        changes = [f"with{added}"] if added else []
        changes += [f"without {name}" for name in left_out]
        return ", ".join(["as it stands", *changes])

    def _stand_in(self, action: str) -> str:
        if action == "actions/checkout":
            if not self.clone.exists():
                _call(["git", "clone", "--quiet", "--bare", str(ROOT), str(self.remote)])
                _call(["git", "clone", "--quiet", str(self.remote), str(self.clone)])
            return "a clone of what is committed"
        if action == "actions/setup-python":
            _call([sys.executable, "-m", "venv", str(self.python)])
            return f"an environment with Python {sys.version.split()[0]}"
        raise StepError(f"nothing stands in for {action}")

    def _call(self, command: list[str], variables: Mapping[str, str]) -> None:
        path = os.pathsep.join([str(self.python / "bin"), os.environ["PATH"]])
        github = {"CI": "true", "GITHUB_REF_NAME": self.tag, "PATH": path}
        # A runner has no settings of git's, and no name to commit by.
        bare = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        known = {name: value for name, value in os.environ.items() if name not in self.without}
        _call(command, cwd=self.clone, env={**known, **github, **bare, **variables})


def evaluate(value: str) -> str:
    """Return a value with GitHub's expressions filled in.

    Raises:
        StepError: If an expression is not known here.
    """

    def fill(match: re.Match[str]) -> str:
        if match[1] not in CONTEXT:
            raise StepError(f"{match[0]} is not known here; give it a value in CONTEXT")
        return CONTEXT[match[1]]

    return _EXPRESSION.sub(fill, value)


def _call(command: list[str], **options: Any) -> None:
    done = subprocess.run(command, check=False, **options)
    if done.returncode:
        raise StepError(f"{' '.join(command)}: exit status {done.returncode}")


def main() -> int:
    """Run the steps of a job and say of each how; the published versions come last."""
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    parser = argparse.ArgumentParser(prog="nox -s workflow --")
    parser.add_argument("--job", choices=list(jobs), default="publish")
    parser.add_argument("--options", default="--profile quick", help="added to what publishes")
    parser.add_argument("--without", nargs="*", default=[], help="variables that are left out")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(Path(folder), chosen.options, chosen.without)
        for number, step in enumerate(jobs[chosen.job]["steps"], start=1):
            name = step.get("uses") or step["run"]
            sys.stdout.write(f"step {number}: {name}\n")
            sys.stdout.flush()
            try:
                sys.stdout.write(f"step {number}: done, {runner.run_step(step)}\n")
            except StepError as error:
                sys.stdout.write(f"step {number}: failed: {error}\n")
                return 1
        if chosen.job == "publish":
            _call(["git", "-C", str(runner.remote), "ls-tree", "gh-pages"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
