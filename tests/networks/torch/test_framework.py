import subprocess
import sys

import pytest

from engine.networks.torch.framework import import_torchvision

pytestmark = pytest.mark.framework


def test_models_and_datasets_are_usable():
    torchvision = import_torchvision()
    assert torchvision.models.list_models(module=torchvision.models)
    assert torchvision.datasets.MNIST


def test_second_call_returns_the_same_module():
    assert import_torchvision() is import_torchvision()


def test_a_plain_import_works_afterwards():
    import_torchvision()
    import torchvision

    assert torchvision is import_torchvision()


def test_other_failures_are_not_hidden(monkeypatch):
    def fail(name):
        raise RuntimeError("operator torchvision::other does not exist")

    monkeypatch.setattr("engine.networks.torch.framework.importlib.import_module", fail)
    with pytest.raises(RuntimeError, match="torchvision::other"):
        import_torchvision()


def test_importing_the_module_imports_no_framework():
    code = (
        "import sys, engine.networks.torch.framework as module\n"
        "assert not {'torch', 'torchvision'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
