"""Where a package is not installed, the extra that brings it is named in one line."""

import subprocess
import sys

import pytest

from engine.networks.extras import MissingPackageError, explain_missing, require
from tests import ROOT

WITHOUT = """
import sys
for name in {blocked!r}:
    sys.modules[name] = None
sys.argv[1:] = {arguments!r}
from engine.cli.main import main
sys.exit(main())
"""


def run(*arguments, blocked):
    code = WITHOUT.format(blocked=blocked, arguments=list(arguments))
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)


REPORT = ["jsonschema", "scipy", "statsmodels", "yaml", "matplotlib", "rich", "joblib", "mkdocs"]
FRAMEWORKS = ["torch", "torchvision", "timm", "keras", "tensorflow", "onnx"]


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (["measure", "torchvision:vgg16"], "torch"),
        (["measure", "keras:VGG16"], "keras"),
        (["measure", "timm:resnet50"], "timm"),
        (["measure", "model.onnx"], "onnx"),
        (["compute", "--check"], "report"),
        (["pages"], "report"),
        (["compare", "one", "other"], "report"),
        (["publish", "check", "1.0.0"], "report"),
    ],
)
def test_a_command_names_the_extra_that_it_lacks(arguments, extra):
    done = run(*arguments, blocked=REPORT + FRAMEWORKS)
    assert done.returncode != 0
    (line,) = done.stderr.splitlines()
    assert f"pip install 'mec-report[{extra}]'" in line


def test_help_needs_neither_a_framework_nor_the_report():
    done = run("--help", blocked=[*REPORT, *FRAMEWORKS, "pandas", "numpy"])
    assert done.returncode == 0, done.stderr


def test_what_is_there_is_not_asked_for():
    require("typer")
    with pytest.raises(MissingPackageError, match=r"mec-report\[report\]"):
        require("package_of_nobody")


def test_a_fault_elsewhere_is_not_taken_for_a_missing_extra():
    try:
        exec("import package_of_nobody", {})
    except ModuleNotFoundError as error:
        assert explain_missing(error, "mec compute") is None
