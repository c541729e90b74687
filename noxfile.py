"""How the report is built, tested and served.

    nox -s build                       compute what is missing, fill the pages, build the site
    nox -s build -- --profile quick    the same in two minutes, with one seed and one epoch
    nox -s publish -- VERSION          build the paper profile and add it to the published versions
    nox -s serve                       the site with live reload; editing prose computes nothing
    nox -s tests                       the test suite; arguments after -- go to pytest
    nox -s lint                        ruff and mypy
    nox -s bench                       the benchmarks: ratios, taken side by side
    nox -s citation                    check CITATION.cff with cffconvert
    nox -s lock                        resolve requirements.lock anew

`nox` alone builds. The first run installs everything; uv does that in seconds where it is there.
"""

import argparse
import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.10"
nox.options.sessions = ["build"]
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True

LOCK = "requirements.lock"
PROJECT = nox.project.load_toml("pyproject.toml")
PINNED_APART = ("torch==2.13.0", "torchvision==0.28.0")
QUIET = {
    "NO_MKDOCS_2_WARNING": "1",
    "DISABLE_MKDOCS_2_WARNING": "true",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


def install(session: nox.Session, *groups: str, engine: bool = True) -> None:
    """Install the dependencies of the engine and of some groups, in the locked versions."""
    wanted = engine_dependencies() if engine else []
    wanted += nox.project.dependency_groups(PROJECT, *groups)
    env = {}
    if find_links := os.environ.get("PIP_FIND_LINKS"):
        env["UV_FIND_LINKS"] = ",".join(find_links.split())
    stamp = Path(session.virtualenv.location) / "installed.txt"
    state = "\n".join([*wanted, Path(LOCK).read_text(encoding="utf-8")])
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == state:
        return
    session.install(*wanted, "--constraint", LOCK, env=env)
    stamp.write_text(state, encoding="utf-8")


def engine_dependencies() -> list[str]:
    """Return what the whole engine needs: its core, both frameworks and the report."""
    extras = PROJECT["project"]["optional-dependencies"]
    apart = [each for name in ("torch", "keras", "report") for each in extras[name]]
    return [*PROJECT["project"]["dependencies"], *apart]


@nox.session
def build(session: nox.Session) -> None:
    """Build the report into build/site; `-- --profile quick|standard|paper`."""
    parser = argparse.ArgumentParser(prog="nox -s build --")
    parser.add_argument("--profile", choices=("quick", "standard", "paper"), default="standard")
    parser.add_argument("--workers", type=int, help="worker processes; one a core if not given")
    chosen = parser.parse_args(session.posargs)
    install(session)
    workers = ["--workers", str(chosen.workers)] if chosen.workers else []
    compute = ["compute", "--profile", chosen.profile, *workers]
    session.run("python", "-m", "engine", *compute, env=QUIET)
    session.run("python", "-m", "engine", "pages", env=QUIET)
    session.run("python", "-m", "mkdocs", "build", "--strict", "--quiet", env=QUIET)
    session.log("the report: open build/site/index.html, or run nox -s serve")


@nox.session
def publish(session: nox.Session) -> None:
    """Build a version and add it to those on the branch gh-pages; `-- VERSION [--push]`.

    A version is added whole or not at all, and never changed. Before anything is computed: the
    working tree must be clean, the version that of CITATION.cff, and not published yet.
    """
    parser = argparse.ArgumentParser(prog="nox -s publish --")
    parser.add_argument("version", help="version to publish, like 1.4.0")
    parser.add_argument("--profile", choices=("quick", "standard", "paper"), default="paper")
    parser.add_argument("--built", action="store_true", help="take the records that are there")
    parser.add_argument("--push", action="store_true", help="push the branch to the remote")
    parser.add_argument("--remote", default="origin", help="remote to push to (default: origin)")
    parser.add_argument(
        "--address",
        default=os.environ.get("SITE_URL"),
        help="address of the site, the version apart (default: SITE_URL)",
    )
    chosen = parser.parse_args(session.posargs)
    if not chosen.address:
        session.error("where will the site be? Give --address https://..., or set SITE_URL")
    install(session)
    env = {
        **QUIET,
        "SITE_URL": f"{chosen.address.rstrip('/')}/{chosen.version}/",
        "MEC_VERSIONS": "mike",
    }
    release = [chosen.version, *(["--remote", chosen.remote] if chosen.push else [])]
    check = ["--check"] if chosen.built else []
    engine = ("python", "-m", "engine")
    session.run(*engine, "publish", "check", *release, env=env)
    session.run(*engine, "compute", "--profile", chosen.profile, *check, env=env)
    session.run(*engine, "pages", "--since", "latest", env=env)
    session.run("python", "-m", "mkdocs", "build", "--strict", "--quiet", env=env)
    session.run(*engine, "publish", "add", *release, env=env)


@nox.session
def citation(session: nox.Session) -> None:
    """Check CITATION.cff with cffconvert, which needs an older jsonschema than the engine."""
    session.install("cffconvert==2.0.0")
    session.run("cffconvert", "--validate", "--infile", "CITATION.cff")


@nox.session
def serve(session: nox.Session) -> None:
    """Serve the site at http://127.0.0.1:8000 with live reload, from the records that are there."""
    install(session)
    env = {**QUIET, "MEC_FILL_PAGES": "1"}
    session.run("python", "-m", "mkdocs", "serve", *session.posargs, env=env)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the test suite, a process a core; arguments after -- go to pytest, in one process."""
    install(session, "tests")
    spread = [] if session.posargs else ["-n", "logical", "--dist", "loadfile"]
    session.run("python", "-m", "pytest", *spread, *session.posargs, env=QUIET)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format and types."""
    install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy", env=QUIET)


@nox.session
def bench(session: nox.Session) -> None:
    """Time the parts that take long, each against its alternative, in one run."""
    install(session)
    session.run("python", "-m", "tests.benchmarks", *session.posargs, env=QUIET)


@nox.session(venv_backend="none")
def lock(session: nox.Session) -> None:
    """Resolve requirements.lock anew; it names versions only, no hosts."""
    if not shutil.which("uv"):
        session.error("nox -s lock needs uv: python -m pip install uv")
    pins = Path(session.create_tmp()) / "pins.txt"
    pins.write_text("\n".join(PINNED_APART), encoding="utf-8")
    session.run(
        *("uv", "pip", "compile", "pyproject.toml", "--group", "tests", "--group", "lint"),
        *("--extra", "torch", "--extra", "keras", "--extra", "report"),
        *("--universal", "--python-version", "3.11", "--no-annotate", "--no-header", "--quiet"),
        *("--constraint", str(pins), "--output-file", LOCK, "--upgrade"),
        external=True,
    )
    keep_portable(Path(LOCK))


def keep_portable(lock_file: Path) -> None:
    """Leave to torch what torch needs for CUDA: a CPU build needs none of it."""
    lines = lock_file.read_text(encoding="utf-8").splitlines()
    apart = ("torch==", "nvidia-", "cuda-", "triton")
    kept = [line for line in lines if not line.startswith(apart)]
    kept.append(PINNED_APART[0])
    lock_file.write_text("\n".join(sorted(kept)) + "\n", encoding="utf-8")
