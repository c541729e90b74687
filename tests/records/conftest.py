"""A store to write to, and an engine of a few lines whose code can be edited."""

import textwrap

import pytest

from engine.records import code
from engine.records.store import RecordStore


@pytest.fixture
def store(tmp_path):
    return RecordStore(tmp_path / "records")


class FakeEngine:
    """A package named `engine` in a folder of its own; the hashes of its modules follow edits."""

    def __init__(self, root):
        self.root = root

    def write(self, module, source):
        """Write a module: "theory.capacity", or "theory.__init__" for a package."""
        path = self.root / f"{module.replace('.', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(source), encoding="utf-8")
        code.forget_code()

    def hashes(self, *modules):
        return {module: code.code_hash(f"engine.{module}") for module in modules}


@pytest.fixture
def fake_engine(tmp_path, monkeypatch):
    """Two studies: `experiments.narrow` uses one helper, `experiments.wide` uses both."""
    monkeypatch.setattr(code, "_ROOT", tmp_path / "engine")
    fake = FakeEngine(tmp_path / "engine")
    for package in ("", "theory.", "networks.", "experiments."):
        fake.write(f"{package}__init__", '"""A package."""\n')
    fake.write("theory.capacity", "def bits(n):\n    return n + 1\n")
    fake.write("theory.units", "FACTOR = 8\n")
    fake.write("networks.layers", "from engine.theory.units import FACTOR\n")
    fake.write(
        "experiments.narrow",
        "from engine.theory.capacity import bits\n\ndef compute(params):\n    return bits(1)\n",
    )
    fake.write(
        "experiments.wide",
        """
        import engine.networks.layers
        from engine.theory import capacity

        def compute(params):
            return capacity.bits(2)
        """,
    )
    yield fake
    code.forget_code()
