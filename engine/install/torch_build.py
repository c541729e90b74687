"""Which build of PyTorch is installed: the small one, for the CPU, unless the user asks."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from engine.install.errors import InstallError

VARIABLE = "UV_TORCH_BACKEND"
_SECONDS = 60


def choose_torch_build(
    resolve: Callable[[Mapping[str, str]], "subprocess.CompletedProcess[str]"],
    *,
    asked: str | None = None,
    platform: str = sys.platform,
    say: Callable[[str], None] = print,
) -> tuple[dict[str, str], bool]:
    """Return the variables that make uv take a build of PyTorch, and whether that one is small.

    Only on Linux does the registry hold a build for CUDA, which is gigabytes larger.

    Args:
        resolve: Asks uv which torch and torchvision it would install, given variables for it;
            see `resolve_with_uv`.
        asked: What the user set UV_TORCH_BACKEND to, if anything.
        platform: As in `sys.platform`.
        say: Told when the small build cannot be had.

    Raises:
        InstallError: If uv does not know or cannot get what the user asked for.
    """
    if asked:
        done = resolve({VARIABLE: asked})
        if done.returncode:
            raise InstallError(
                f"{VARIABLE}={asked} does not work: {first_line(done.stderr)}; "
                "set it to cpu, or leave it out"
            )
        return {VARIABLE: asked}, asked == "cpu"
    if platform != "linux":
        return {}, True
    if resolve({VARIABLE: "cpu", "UV_HTTP_RETRIES": "1"}).returncode == 0:
        return {VARIABLE: "cpu"}, True
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
