"""Each order in which both frameworks can come into one process, in a process of its own."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests import ROOT

MEASURE_KERAS = (
    "from engine.networks.catalogue.backbones import build\nassert build('keras', 'VGG16')"
)
MEASURE_TORCH = (
    "from engine.networks.catalogue.backbones import build\nassert build('torchvision', 'vgg11')"
)
IMPORT_KERAS = (
    "from engine.networks.keras.framework import import_keras\nassert import_keras().Model"
)
IMPORT_TORCHVISION = (
    "from engine.networks.torch.framework import import_torchvision\nassert import_torchvision()"
)
ORDERS = {
    "Keras first": [MEASURE_KERAS, IMPORT_TORCHVISION, MEASURE_TORCH, "import torch._dynamo"],
    "torch first": ["import torch", IMPORT_KERAS, IMPORT_TORCHVISION, MEASURE_TORCH, MEASURE_KERAS],
    "keras without us": ["import keras", MEASURE_TORCH, "import torch._dynamo"],
}


def run(code):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )


@pytest.mark.framework
@pytest.mark.parametrize("order", ORDERS)
def test_both_frameworks_live_together(order):
    done = run("\n".join([*ORDERS[order], "print('alive')"]))
    assert done.returncode == 0, f"{done.returncode}: {done.stderr[-2000:]}"
    assert done.stdout.endswith("alive\n")


def test_room_is_made_without_a_framework():
    done = run(
        "import sys\n"
        "from engine.networks.one_process import make_room_for_both\n"
        "make_room_for_both()\n"
        "print(sorted({'torch', 'tensorflow', 'keras', 'triton'} & set(sys.modules)))"
    )
    assert done.stdout.strip() == str(["triton"] if find_spec("triton") else [])


def test_triton_is_hidden_where_it_would_come_too_late():
    done = run(
        "import sys\n"
        "sys.modules['tensorflow'] = sys\n"
        "from engine.networks.one_process import make_room_for_both\n"
        "make_room_for_both()\n"
        "make_room_for_both()\n"
        "print(sys.modules['triton'])"
    )
    assert done.stdout.strip() == "None", done.stderr
