from engine.install.resolving import PINNED_APART, keep_portable, lock_command, lowest_command

LOCKED = """\
numpy==2.4.0
nvidia-cublas==13.0 ; sys_platform == 'linux'
torch==2.13.0 ; sys_platform == 'darwin'
torch==2.13.0+cu130 ; sys_platform == 'linux'
torchvision==0.28.0
triton==3.7.0
"""


def test_a_lock_is_for_every_build_of_torch(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(LOCKED)
    keep_portable(lock)
    assert lock.read_text() == "numpy==2.4.0\ntorch==2.13.0\ntorchvision==0.28.0\n"


def test_the_lock_holds_to_what_is_pinned_apart(tmp_path):
    constraints = tmp_path / "pins.txt"
    command = lock_command("uv", tmp_path / "lock", constraints, "3.11")
    assert constraints.read_text().splitlines() == list(PINNED_APART)
    assert command[command.index("--constraint") + 1] == str(constraints)
    assert "--universal" in command


def test_the_lowest_versions_are_those_of_what_is_asked_for_itself(tmp_path):
    command = lowest_command("uv", tmp_path / "pins", ("torch", "report"), "3.12")
    assert command[command.index("--resolution") + 1] == "lowest-direct"
    assert [command[n + 1] for n, word in enumerate(command) if word == "--extra"] == [
        "torch",
        "report",
    ]
    assert command[command.index("--python-version") + 1] == "3.12"
