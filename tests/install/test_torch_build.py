"""Which build of PyTorch is taken."""

from subprocess import CompletedProcess

import pytest

from engine.install.errors import InstallError
from engine.install.torch_build import asked_build, choose_torch_build, first_line


def answers(**by_backend):
    """A stand-in for uv: what it answers for each backend; it fails where that is not given."""
    asked = []

    def resolve(variables):
        backend = variables.get("UV_TORCH_BACKEND", "none")
        asked.append(backend)
        known = by_backend.get(backend)
        said = "" if known else "error: Request failed\n  cause: no route\n"
        return CompletedProcess([], 0 if known else 2, known or "", said)

    resolve.asked = asked
    return resolve


@pytest.fixture
def said():
    return []


def test_the_small_build_is_the_default_on_linux(said):
    resolve = answers(cpu="torch==2.13.0+cpu\n")
    assert choose_torch_build(resolve, platform="linux", say=said.append) == (
        {"UV_TORCH_BACKEND": "cpu"},
        True,
    )
    assert said == []


def test_elsewhere_the_registry_has_small_ones(said):
    resolve = answers()
    assert choose_torch_build(resolve, platform="darwin", say=said.append) == ({}, True)
    assert resolve.asked == said == []


def test_without_its_index_a_local_small_build_will_do(said):
    resolve = answers(none="torch==2.13.0+cpu\ntorchvision==0.28.0\n")
    assert choose_torch_build(resolve, platform="linux", say=said.append) == ({}, True)
    assert said == []


def test_else_the_large_one_is_taken_with_a_line(said):
    resolve = answers(none="torch==2.13.0\n")
    assert choose_torch_build(resolve, platform="linux", say=said.append) == ({}, False)
    assert len(said) == 1
    assert "CUDA" in said[0]


def test_what_the_user_asks_for_is_taken():
    resolve = answers(cu130="torch==2.13.0+cu130\n")
    chosen = choose_torch_build(resolve, asked="cu130", platform="linux")
    assert chosen == ({"UV_TORCH_BACKEND": "cu130"}, False)


def test_what_the_user_asks_for_and_is_not_known_is_one_line():
    with pytest.raises(InstallError, match=r"^UV_TORCH_BACKEND=cu999 does not work: Request fail"):
        choose_torch_build(answers(), asked="cu999", platform="linux")


def test_the_registry_is_asked_for_by_a_variable_of_its_own(said):
    asked = asked_build({"MEC_TORCH": "registry", "UV_TORCH_BACKEND": "cpu"})
    chosen = choose_torch_build(answers(), asked=asked, platform="linux", say=said.append)
    assert chosen == ({}, False)
    assert said == []
    with pytest.raises(InstallError, match=r"^MEC_TORCH is 'cuda', expected 'registry'"):
        asked_build({"MEC_TORCH": "cuda"})


def test_uv_s_variable_is_read_else():
    assert asked_build({"UV_TORCH_BACKEND": "cu130"}) == "cu130"
    assert asked_build({"UV_TORCH_BACKEND": ""}) == asked_build({}) == "default"


def test_the_first_line_of_an_error_is_told_without_its_mark():
    assert first_line("error: bad value\n  cause: x\n") == "bad value"
    assert first_line("\n") == "no reason given"
