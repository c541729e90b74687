"""The worked example of the page "Measure your own network", run as it stands there."""

import json
import os
import re
import subprocess
import sys
import warnings

import pytest

from engine.cli.main import main
from tests import ROOT

PAGE = (ROOT / "docs" / "measure.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.framework


@pytest.fixture
def folder(tmp_path):
    for name, code in re.findall(r'```python title="(\w+\.py)"\n(.*?)```', PAGE, re.DOTALL):
        (tmp_path / name).write_text(code, encoding="utf-8")
    return tmp_path


def run(*arguments, folder):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )


@pytest.fixture
def refused(folder, monkeypatch, capsys):
    """Calls the command in this process, which has the frameworks; returns what it said."""

    def call_once(*arguments):
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["engine", "measure", *arguments])
        monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
        assert main() == 1
        return capsys.readouterr().err

    return call_once


def test_command_measures_the_example(folder):
    options = ["--input", "1,28,28", "--format", "json"]
    done = run("-m", "engine", "measure", "my_network.py:make_model", *options, folder=folder)
    numbers = json.loads(done.stdout)
    assert numbers["all_parameters_bits"] == 32 * (8 + 1) + 10 * (32 + 1)
    assert numbers["width_capped_bits"] == 32 * (8 + 1) + 32
    assert numbers["running_minimum_bits"] == 32 * (8 + 1) + 8
    assert numbers["decision_layer_bits"] == 10 * (32 + 1)
    assert numbers["g_elements"] == 28 * 28 / 8
    assert numbers["parameters"] == 8 * (9 + 1) + 32 * 9 + 10 * 33
    assert numbers["multiply_adds"] == 8 * 9 * 26 * 26 + 8 * 32 + 32 * 10


def test_python_example_prints_the_same(folder):
    done = run("measure.py", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "'width_capped': 320" in done.stdout
    assert "32 32\n" in done.stdout
    assert "running_minimum_bits" in done.stdout or "2 rows" in done.stdout


def test_a_network_with_several_inputs_is_given_each(folder):
    (folder / "two.py").write_text(
        "import torch\nfrom torch import nn\n"
        "class Two(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.conv, self.head = nn.LazyConv2d(4, 3), nn.LazyLinear(5)\n"
        "    def forward(self, image, numbers):\n"
        "        seen = self.conv(image).mean((2, 3))\n"
        "        return self.head(torch.cat([seen, numbers], 1))\n",
        encoding="utf-8",
    )
    options = ["--input", "3,8,8", "--input", "10", "--format", "json"]
    done = run("-m", "engine", "measure", "two.py:Two", *options, folder=folder)
    numbers = json.loads(done.stdout)
    assert numbers["input_shape"] == "8x8x3 + 10"
    assert numbers["decision_layer_bits"] == 5 * (4 + 10 + 1)
    assert numbers["g_elements"] == (8 * 8 * 3 + 10) / 14
    assert numbers["parameters"] == 4 * (27 + 1) + 5 * 15


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise OSError('no such disk')", ["raises when it is imported", "no such disk"]),
        ("def make_model(): return 3", ["returns int", "keras.Model or a torch.nn.Module"]),
        ("def make_model(size): return size", ["called without arguments"]),
        ("def other(): pass", ["no function 'make_model'", "other"]),
        ("def make_model():\n from torch import nn\n return nn.Linear(2, 2)", ["add --input"]),
        ("import torch_of_nobody", ["No module named 'torch_of_nobody'"]),
    ],
)
def test_bad_files_are_named_with_a_remedy(folder, refused, code, words):
    (folder / "bad.py").write_text(code, encoding="utf-8")
    said = refused("bad.py:make_model")
    assert "Traceback" not in said
    for word in ["bad.py", *words]:
        assert word in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["keras:EfficientNetV2X"], ["EfficientNetV2S"]),
        (["torchvision:vit_b_17"], ["vit_b_16"]),
        (["timm:vit_base_patch16_225"], ["timm:vit_base_patch16_224"]),
        (["timm:resnet18.a9"], ["a1_in1k"]),
        (["vgg16"], ["keras:NAME", "timm:NAME", "torchvision:NAME", ".onnx"]),
        (["missing.onnx"], ["missing.onnx", "not a file"]),
        (["missing.py:make_model"], ["missing.py", "not a Python file"]),
        (["my_network.py:make_model", "--input", "1,28,x"], ["1,28,x", "1,28,28"]),
    ],
)
def test_bad_names_are_told_apart(refused, arguments, words):
    said = refused(*arguments)
    for word in words:
        assert word in said


@pytest.mark.parametrize(
    ("code", "size", "words"),
    [
        ("nn.Linear(8, 2)", "9", ["(1, 9)", "Give the input that it was made for"]),
        ("nn.LazyConv2d(2, 3)", "9", ["(1, 9)", "Give the input that it was made for"]),
        ("nn.Conv2d(1, 2, 3)", "3,8,8", ["(1, 3, 8, 8)", "channels on axis 1"]),
    ],
)
def test_what_cannot_be_run_is_said_in_one_line(folder, refused, code, size, words):
    text = f"from torch import nn\ndef make_model(): return nn.Sequential({code})"
    (folder / "bad.py").write_text(text, encoding="utf-8")
    (line,) = refused("bad.py:make_model", "--input", size).splitlines()
    for word in words:
        assert word in line
