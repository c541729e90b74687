"""Run the README's commands on a bare Debian that is made for it and removed afterwards.

    nox -s fresh                       on the newest Debian
    nox -s fresh -- bookworm trixie    on each of these
    nox -s fresh -- --short            measure one network instead of building and testing

Needs root, a Debian, and debootstrap. The commands are read out of README.md and run as they stand
there, by an ordinary user, in a folder with a space in its name; a build is of the quick profile.
What this machine's pip and uv are told by variables, they are told there, and the files named by
these variables are there to read. The README's first block runs on a system with Python and venv;
its second, for uv alone, in a copy of the project where Python has no venv and uv is there.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PASSED_ON = re.compile(
    r"(PIP|UV|npm_config)_\w+|(http|https|no|all)_proxy|SSL_CERT_(FILE|DIR)"
    r"|REQUESTS_CA_BUNDLE|NODE_EXTRA_CA_CERTS|CURL_CA_BUNDLE|MEC_DATA_DIR",
    re.IGNORECASE,
)
NOT_PASSED_ON = {"UV_CACHE_DIR", "UV_PYTHON", "UV_PROJECT_ENVIRONMENT", "PIP_CACHE_DIR", "UV"}
"""They would bring a cache or an environment of this machine along."""
USER_ID = 1000
HOME = "home/reader"


def main() -> None:
    """Make each system, run the commands, say what they took, remove it."""
    parser = argparse.ArgumentParser(prog="nox -s fresh --")
    parser.add_argument("suites", nargs="*", default=["trixie"], help="Debians, by name")
    parser.add_argument("--short", action="store_true", help="measure a network, nothing else")
    parser.add_argument("--mirror", default="http://deb.debian.org/debian")
    chosen = parser.parse_args()
    if os.geteuid() or not Path("/etc/debian_version").exists():
        sys.exit("nox -s fresh makes a Debian in a folder: it needs root, on a Debian")
    if not shutil.which("debootstrap"):
        sys.exit("nox -s fresh needs debootstrap: apt-get install debootstrap")
    failed = [name for name in chosen.suites if not try_suite(name, chosen.mirror, chosen.short)]
    if failed:
        sys.exit(f"the README's commands fail on {', '.join(failed)}")


def try_suite(suite: str, mirror: str, short: bool) -> bool:
    """Return whether all commands work on one Debian."""
    bare = Path(tempfile.mkdtemp(prefix=f"fresh-{suite}-"))
    try:
        packages = "--include=python3-venv,ca-certificates"
        made = subprocess.run(
            ["debootstrap", "--variant=minbase", packages, suite, str(bare), mirror],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if made.returncode:
            say(f"{suite}: debootstrap failed: {made.stdout.splitlines()[-1:]}")
            return False
        bare.chmod(0o755)
        with_venv, with_uv = readme_commands(short)
        if not try_commands(bare, suite, "with venv", with_venv):
            return False
        shutil.copy2(find_uv(), bare / "usr/local/bin/uv")
        shutil.copy2(find_uv().with_name("uvx"), bare / "usr/local/bin/uvx")
        for ensurepip in bare.glob("usr/lib/python3*/ensurepip"):
            shutil.rmtree(ensurepip)
        return not with_uv or try_commands(bare, suite, "with uv alone", with_uv)
    finally:
        # All mounts were made in a namespace of their own, which is gone.
        shutil.rmtree(bare)


def readme_commands(short: bool) -> tuple[list[str], list[str]]:
    """Return the commands of the README: with Python and venv, and with uv alone.

    Args:
        short: Whether to measure a network instead of building and testing.
    """
    sections = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## ")
    blocks = {
        section.splitlines()[0]: re.findall(r"```console\n(.*?)```", section, re.DOTALL)
        for section in sections
    }
    build, build_with_uv = (block.splitlines() for block in blocks["Build the report"])
    (tests,) = (block.splitlines() for block in blocks["Run the tests"])
    if short:
        measure = "-s measure -- torchvision:alexnet"
        return [each.replace("-s build", measure) for each in build], []
    return [*make_quick(build), *tests], make_quick(build_with_uv)


def make_quick(commands: list[str]) -> list[str]:
    """Return commands with the quick profile where they build."""
    return [each.replace("-s build", "-s build -- --profile quick") for each in commands]


def say(text: str) -> None:
    """Print a line at once, before what a command prints."""
    print(text, flush=True)  # noqa: T201


def find_uv() -> Path:
    """Return where the uv command lies that nox uses."""
    import uv

    return Path(uv.find_uv_bin())


def try_commands(bare: Path, suite: str, title: str, commands: list[str]) -> bool:
    """Run commands in a new copy of the project; say how long each took and what it left."""
    home = bare / HOME
    shutil.rmtree(home, ignore_errors=True)
    copy_project(home / "memory capacity")
    subprocess.run(["chown", "-R", f"{USER_ID}:{USER_ID}", str(home)], check=True)
    for command in commands:
        say(f"{suite}, {title}: {command}")
        start = time.monotonic()
        status = run_inside(bare, command)
        say(f"{suite}, {title}: {(time.monotonic() - start) / 60:.1f} minutes")
        if status:
            say(f"{suite}, {title}: exit status {status}: {command}")
            return False
    used = subprocess.run(["du", "-sm", str(home)], capture_output=True, text=True, check=True)
    say(f"{suite}, {title}: {int(used.stdout.split()[0]) / 1000:.1f} GB of disk, caches included")
    return True


def copy_project(target: Path) -> None:
    """Copy what git keeps of the project, as it lies in the working tree."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def run_inside(bare: Path, command: str) -> int:
    """Run a command as an ordinary user of the bare system; return its exit status.

    Mounts are made in a namespace that ends with the command, so that nothing of this machine is
    below the folder when that is removed.
    """
    passed_on = {
        name: value
        for name, value in os.environ.items()
        if PASSED_ON.fullmatch(name) and name not in NOT_PASSED_ON
    }
    for name in ("resolv.conf", "hosts"):
        shutil.copy2(f"/etc/{name}", bare / "etc" / name)
    script = ["set -e", f"cd {shlex.quote(str(bare))}"]
    script += ["mount -t proc proc proc", "mount --rbind /dev dev"]
    for path in named_paths(passed_on):
        inside = bare / path.relative_to("/")
        if path.is_dir():
            inside.mkdir(parents=True, exist_ok=True)
        else:
            inside.parent.mkdir(parents=True, exist_ok=True)
            inside.touch()
        source, place = shlex.quote(str(path)), shlex.quote(str(inside))
        script += [f"mount --bind {source} {place}", f"mount -o remount,bind,ro {place}"]
    variables = {"HOME": f"/{HOME}", "PATH": "/usr/local/bin:/usr/bin:/bin", **passed_on}
    settings = [f"{name}={value}" for name, value in variables.items()]
    inner = f"cd '/{HOME}/memory capacity' && {command}"
    enter = ["chroot", f"--userspec={USER_ID}:{USER_ID}", ".", "env", "-i", *settings]
    script += [shlex.join(["exec", *enter, "sh", "-c", inner])]
    namespace = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
    return subprocess.run([*namespace, "sh", "-c", "\n".join(script)], check=False).returncode


def named_paths(variables: dict[str, str]) -> list[Path]:
    """Return the files and folders that variables name, each by its whole path."""
    words = {word for value in variables.values() for word in re.split(r"[\s,]+", value)}
    paths = {Path(word.removeprefix("file://")) for word in words}
    return sorted(path for path in paths if path.is_absolute() and path.exists())


if __name__ == "__main__":
    main()
