"""Torch's compiler is left alone while shapes are found, and works afterwards."""

import os
import subprocess
import sys

import pytest

from tests import ROOT

pytestmark = pytest.mark.framework

CODE = """
import sys
from engine.networks.catalogue.backbones import build

build("torchvision", "shufflenet_v2_x0_5")
print("torch._dynamo" in sys.modules)

import torch

linear = torch.nn.functional.linear
function = torch.compile(lambda values: linear(values, weights), backend="eager")
weights = torch.ones(2, 3, device="meta")
print(tuple(function(torch.ones(1, 3, device="meta")).shape))
print(torch._dynamo.utils.is_compile_supported("cpu") in (True, False))
"""


def test_compiler_is_put_off_until_something_is_compiled():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CODE],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.stdout.split("\n")[:3] == ["False", "(1, 2)", "True"], done.stderr[-2000:]
