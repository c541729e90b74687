"""Which build of PyTorch is installed: the small one, for the CPU, unless the user asks."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from engine.install.errors import InstallError

UV_VARIABLE = "UV_TORCH_BACKEND"
OWN_VARIABLE = "MEC_TORCH"
REGISTRY = "registry"
DEFAULT = "default"
_SECONDS = 60


def asked_build(environ: Mapping[str, str]) -> str:
    """Return which build the user asks for: a backend of uv's, "registry" or "default".

    Raises:
        InstallError: If MEC_TORCH is set to something else than "registry".
    """
    own = environ.get(OWN_VARIABLE)
    if own and own != REGISTRY:
        raise InstallError(f"{OWN_VARIABLE} is {own!r}, expected {REGISTRY!r}, or leave it out")
    return own or environ.get(UV_VARIABLE) or DEFAULT


def choose_torch_build(
    resolve: Callable[[Mapping[str, str]], "subprocess.CompletedProcess[str]"],
    *,
    asked: str = DEFAULT,
    platform: str = sys.platform,
    say: Callable[[str], None] = print,
) -> tuple[dict[str, str], bool]:
    """Return the variables that make uv take a build of PyTorch, and whether that one is small.

    Only on Linux does the registry hold a build for CUDA, which is gigabytes larger.

    Args:
        resolve: Asks uv which torch and torchvision it would install, given variables for it;
            see `resolve_with_uv`.
        asked: See `asked_build`.
        platform: As in `sys.platform`.
        say: Told when the small build cannot be had.

    Raises:
        InstallError: If uv does not know or cannot get what the user asked for.
    """
    if asked == REGISTRY:
        return {}, platform != "linux"
    if asked != DEFAULT:
        done = resolve({UV_VARIABLE: asked})
        if done.returncode:
            raise InstallError(
                f"{UV_VARIABLE}={asked} does not work: {first_line(done.stderr)}; "
                "set it to cpu, or leave it out"
            )
        return {UV_VARIABLE: asked}, asked == "cpu"
    if platform != "linux":
        return {}, True
    if resolve({UV_VARIABLE: "cpu", "UV_HTTP_RETRIES": "1"}).returncode == 0:
        return {UV_VARIABLE: "cpu"}, True
    if "+cpu" in resolve({}).stdout:
        return {}, True
    say(
        "PyTorch's builds for the CPU cannot be reached: taking the registry's, "
        "with gigabytes of CUDA that nothing here needs"
    )
    return {}, False


def resolve_with_uv(
    uv: str, python: str, pins: Sequence[str], env: Mapping[str, str]
) -> "subprocess.CompletedProcess[str]":
    """Ask uv which files it would install for some requirements, without what they need.

    Args:
        uv: The uv command.
        python: Interpreter to resolve for.
        pins: Requirements, like "torch==2.13.0".
        env: All variables of the process.

    Returns:
        The process that ended; its output has a requirement a line, local versions included.
    """
    options = ("--no-deps", "--no-header", "--no-annotate", "--quiet")
    command = [uv, "pip", "compile", "-", "--python", python, *options]
    try:
        return subprocess.run(
            command,
            input="\n".join(pins),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            env=dict(env),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer within {_SECONDS} s")


def first_line(message: str) -> str:
    """Return the first line of what a command says, without the word before it."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return lines[0].removeprefix("error: ") if lines else "no reason given"
