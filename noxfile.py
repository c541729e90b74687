"""How the report is built, tested and served.

    nox -s build                       compute what is missing, fill the pages, build the site
    nox -s build -- --profile quick    the same in minutes, with one seed and one epoch
    nox -s view                        show the site that is built, in a browser
    nox -s serve                       the site with live reload; editing prose computes nothing
    nox -s build -- --from-reference   the paper profile, taken over from docs/paper-run
    nox -s build -- --dask tcp://host:8786        the same on a cluster
    nox -s measure -- torchvision:vit_b_16        a network's capacity, layer by layer
    nox -s publish -- VERSION          build the paper profile and add it to the published versions
    nox -s workflow                    the steps of GitHub's workflow, here, up to a push
    nox -s reference                   make docs/paper-run anew where it no longer fits; hours
    nox -s errata                      tell what was found wrong in published versions; `-- --push`
    nox -s tests                       the test suite; arguments after -- go to pytest
    nox -s browser                     every page of the site in a browser, at every size
    nox -s cluster                     a cluster on this machine: workers killed, disks full
    nox -s faults                      builds killed, damaged, out of disk; hostile texts
    nox -s journals                    every table and figure in LaTeX, in each class of papers
    nox -s recipes                     the recipes of docs/contributing, done in a copy of the tree
    nox -s lighthouse                  what Lighthouse says of the built site; needs npm
    nox -s lint                        ruff and mypy
    nox -s bench                       the benchmarks: ratios, taken side by side
    nox -s repeat                      build a second time from nothing and compare the bytes
    nox -s citation                    check CITATION.cff with cffconvert
    nox -s lowest                      the lowest versions that pyproject.toml allows, tested
    nox -s audit                       known faults of the locked packages; needs network
    nox -s fresh                       the README's commands on a bare Debian
    nox -s lock                        resolve requirements.lock anew

`nox` alone builds. All sessions share one environment, .nox/build, which the first of them makes:
with the Python that runs nox if it is a supported one, else with one that is found or fetched.
`--python 3.12` asks for a version; its environment is .nox/build-3.12.
"""

import argparse
import atexit
import os
import shutil
import signal
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from types import FrameType

import nox

sys.path.insert(0, str(Path(__file__).parent))

from engine.install.audit import read_audit
from engine.install.checks import check_writable
from engine.install.environment import Wanted, find_uv, prepare, uv_settings
from engine.install.errors import InstallError
from engine.install.pythons import supported_versions
from engine.install.resolving import keep_portable, lock_command, lowest_command
from engine.lab.mnist_checks import DataError, data_folder
from engine.lab.mnist_download import fetch_mnist
from engine.records.cluster.address import ClusterError, read_address
from engine.records.parent import STARTED_BY

nox.needs_version = ">=2024.10"
nox.options.sessions = ["build"]

LOCK = Path("requirements.lock")
PROJECT = nox.project.load_toml("pyproject.toml")
EXTRAS = ("torch", "timm", "keras", "onnx", "report")
SUPPORTED = supported_versions(PROJECT["project"]["requires-python"])
SITE = Path("build/site")
ENDING_SECONDS = 10.0
A_PROCESS_A_CORE = ("-n", "logical", "--dist", "loadfile")
LIGHT = " and ".join(
    f"not {mark}"
    for mark in ["browser", "framework", "recipe", "every_page", "cluster", "faults", "journals"]
)
"""Tests that train nothing and open no browser."""
UNTRAINED = (
    *("backbones", "width-multiplier", "atlas-keras", "atlas-torchvision", "atlas-correlations"),
    *("atlas-leave-out", "capacity-requirement", "notebooks", "rules-1-3-parallel"),
    *("rule-2-memorisation", "worked-examples"),
)
"""Studies that train nothing."""
QUIET = {
    "NO_MKDOCS_2_WARNING": "1",
    "DISABLE_MKDOCS_2_WARNING": "true",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # Where Python is told to keep no compiled code, each start compiles pandas and the like anew.
    "PYTHONDONTWRITEBYTECODE": "",
}


def asked_python() -> str | None:
    """Return what nox was given with --python, so that sessions without a list of them take it."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-p", "--python", "--pythons", nargs="+", dest="pythons")
    own = sys.argv[1 : sys.argv.index("--")] if "--" in sys.argv else sys.argv[1:]
    pythons = parser.parse_known_args(own)[0].pythons
    return pythons[0] if pythons else None


# nox makes an environment a session; all of these share one, see `environment`.
shared = nox.session(venv_backend="none", python=asked_python())


def environment(
    session: nox.Session,
    *groups: str,
    extras: tuple[str, ...] = EXTRAS,
    kind: str = "build",
    lock: Path = LOCK,
) -> str:
    """Make or mend the environment, with some dependency groups; return its interpreter."""
    asked = session.python if isinstance(session.python, str) else None
    optional = PROJECT["project"]["optional-dependencies"]
    requirements = [
        *PROJECT["project"]["dependencies"],
        *(each for name in extras for each in optional.get(name, ())),
        *nox.project.dependency_groups(PROJECT, *groups),
    ]
    folder = Path(".nox") / (f"{kind}-{asked}" if asked else kind)
    wanted = Wanted(requirements, lock, SUPPORTED, asked, project=Path())
    try:
        python = prepare(folder, wanted, session.log)
    except InstallError as error:
        session.error(str(error).rstrip("."))
    scripts = python.absolute().parent
    session.env["PATH"] = os.pathsep.join([str(scripts), os.environ.get("PATH", "")])
    session.env["VIRTUAL_ENV"] = str(scripts.parent)
    return str(python)


def require_uv(session: nox.Session) -> str:
    """Return the uv command, or end the session."""
    uv = find_uv()
    if not uv:
        session.error(f'nox -s {session.name} needs uv: python -m pip install "nox[uv]"')
    return uv


def run(session: nox.Session, python: str, *command: str, **env: str) -> None:
    """Run a module of the environment, with the banners of MkDocs and tensorflow silenced.

    It ends with this process, and has the time to say what is finished.
    """
    env = {**QUIET, STARTED_BY: str(os.getpid()), **env}
    # Ctrl-C in a terminal reaches it too; a request to terminate reaches nox alone.
    waits = {"interrupt_timeout": 0.1, "terminate_timeout": ENDING_SECONDS}
    session.run(python, "-m", *command, env=env, external=True, **waits)


def end_orderly(number: int, frame: FrameType | None) -> None:
    """Answer a request to terminate as nox does Ctrl-C, which ends what it started; exit by 143."""
    signal.signal(number, signal.SIG_IGN)
    atexit.register(lambda: os._exit(128 + number))
    raise KeyboardInterrupt


signal.signal(signal.SIGTERM, end_orderly)


def check_before_computing(session: nox.Session, dask: str | None = None) -> None:
    """Say at once what would stop a computation after minutes of installing."""
    try:
        if dask:
            read_address(dask)
        check_writable([Path(".nox"), Path("build")])
        fetch_mnist(data_folder())
    except (ClusterError, InstallError, DataError) as error:
        session.error(str(error).rstrip("."))  # nox ends it with one


@shared
def build(session: nox.Session) -> None:
    """Build the report into build/site; `-- --profile quick|standard|paper`, standard without.

    `--from-reference` takes over the results in docs/paper-run that are valid here.
    `--device cuda` trains on a GPU, where PyTorch sees one; `--dask tcp://host:8786`, or a
    scheduler's file, computes on a cluster.
    """
    parser = argparse.ArgumentParser(prog="nox -s build --")
    parser.add_argument("--profile", choices=("quick", "standard", "paper"))
    parser.add_argument(
        "--from-reference",
        action="store_true",
        help="take over what docs/paper-run holds and is valid here, and compute the rest; "
        "without --profile, of the paper profile",
    )
    parser.add_argument("--workers", type=int, help="worker processes; as many as fit if not given")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="what trains")
    parser.add_argument("--dask", help="address of a dask scheduler to compute on, or its file")
    chosen = parser.parse_args(session.posargs)
    check_before_computing(session, chosen.dask)
    python = environment(session, extras=(*EXTRAS, "cluster") if chosen.dask else EXTRAS)
    workers = ["--workers", str(chosen.workers)] if chosen.workers else []
    how = ["--device", chosen.device, *workers]
    how += ["--profile", chosen.profile] if chosen.profile else []
    how += ["--from-reference"] if chosen.from_reference else []
    how += ["--dask", chosen.dask] if chosen.dask else []
    run(session, python, "engine", "build", *how)
    session.log(f"the report: open {SITE / 'index.html'}, or run nox -s view")


@shared
def view(session: nox.Session) -> None:
    """Serve the site that is built, as it is, and open it in a browser; Ctrl-C ends it."""
    if not (SITE / "index.html").is_file():
        session.error(f"there is no {SITE / 'index.html'}: run nox -s build first")
    with socket.socket() as taken:
        port = 8000 if taken.connect_ex(("127.0.0.1", 8000)) else 0
    if not port:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    session.log(f"the report is at {address}; Ctrl-C ends this")
    threading.Timer(1, webbrowser.open, [address]).start()
    options = ("--bind", "127.0.0.1", "--directory", str(SITE))
    session.run(sys.executable, "-m", "http.server", *options, str(port), external=True)


@shared
def serve(session: nox.Session) -> None:
    """Serve the site at http://127.0.0.1:8000 with live reload, from the records that are there."""
    python = environment(session)
    run(session, python, "engine", "serve", *session.posargs)


@shared
def measure(session: nox.Session) -> None:
    """Print what a network can memorise, layer by layer; `-- torchvision:vit_b_16`."""
    python = environment(session)
    run(session, python, "engine", "measure", *(session.posargs or ["--help"]))


@shared
def publish(session: nox.Session) -> None:
    """Build a version and add it to those on the branch gh-pages; `-- VERSION [--push]`.

    A version is added whole or not at all, and never changed. Before anything is computed: the
    working tree must be clean, the version that of CITATION.cff, and not published yet; and
    docs/paper-run must fit the code, all of it.
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
    check_before_computing(session)
    python = environment(session)
    address = f"{chosen.address.rstrip('/')}/{chosen.version}/"
    env = {"SITE_URL": address, "MEC_VERSIONS": "mike"}
    release = [chosen.version, *(["--remote", chosen.remote] if chosen.push else [])]
    check = ["--check"] if chosen.built else []
    run(session, python, "engine", "publish", "check", *release, **env)
    if chosen.profile == "paper":
        run(session, python, "engine", "reference", "--check", **env)
    run(session, python, "engine", "compute", "--profile", chosen.profile, *check, **env)
    run(session, python, "engine", "pages", "--since", "latest", **env)
    run(session, python, "engine", "site", **env)
    run(session, python, "engine", "publish", "add", *release, **env)


@shared
def reference(session: nox.Session) -> None:
    """Make docs/paper-run anew where it no longer fits the code; `-- --study mnist`, `--check`.

    Study by study, each put in place as it is done: commit them one by one. Killed, it goes on
    from where it was. `--costs` notes what the build at hand has cost.
    """
    command = ["engine", "reference", *session.posargs]
    if "--check" not in command and "--costs" not in command:
        check_before_computing(session)
    run(session, environment(session), *command)


@shared
def errata(session: nox.Session) -> None:
    """Tell beside the published versions what docs/errata.yml says of them; `-- [--push]`."""
    parser = argparse.ArgumentParser(prog="nox -s errata --")
    parser.add_argument("--push", action="store_true", help="push the branch to the remote")
    parser.add_argument("--remote", default="origin", help="remote to push to (default: origin)")
    chosen = parser.parse_args(session.posargs)
    python = environment(session)
    remote = ["--remote", chosen.remote] if chosen.push else []
    run(session, python, "engine", "publish", "errata", *remote)


@shared
def workflow(session: nox.Session) -> None:
    """Run the steps of .github/workflows/publish.yml here, quick profile, pushing to nowhere."""
    python = environment(session, "tests")
    run(session, python, "tests.workflow_steps", *session.posargs)


@shared
def tests(session: nox.Session) -> None:
    """Run the test suite, a process a core; arguments after -- go to pytest, in one process."""
    python = environment(session, "tests")
    spread = () if session.posargs else A_PROCESS_A_CORE
    run(session, python, "pytest", *spread, *session.posargs)


@shared
def browser(session: nox.Session) -> None:
    """Open every page of the site that is built, at every size, light and dark."""
    python = environment(session, "tests")
    run(session, python, "pytest", "-m", "every_page", *A_PROCESS_A_CORE, *session.posargs)


@shared
def cluster(session: nox.Session) -> None:
    """Compute on a cluster of this machine, with workers that die, differ or have no disk left.

    `-- --measure` times a build with one worker and with two instead, for the page on clusters.
    """
    python = environment(session, "tests")
    if session.posargs == ["--measure"]:
        run(session, python, "tests.cluster_scaling")
    else:
        run(session, python, "pytest", "-m", "cluster", *session.posargs)


@shared
def faults(session: nox.Session) -> None:
    """Kill, damage and fill up builds, and hand hostile texts to all that writes; `-- --short`.

    In full it takes about an hour. The short form has fewer kills and leaves the texts to the
    suite, which tries some on each writer.
    """
    python = environment(session, "tests")
    short = ["tests/faults"] if "--short" in session.posargs else []
    run(session, python, "pytest", "-m", "faults", *short, *session.posargs)
    if not short:
        run(session, python, "tests.build_twice", "--kills", "20")


@shared
def recipes(session: nox.Session) -> None:
    """Follow every recipe of docs/contributing in a copy of the tree, up to the page."""
    python = environment(session, "tests")
    run(session, python, "pytest", "-m", "recipe", *session.posargs)


@shared
def journals(session: nox.Session) -> None:
    """Compile all that the built site publishes for LaTeX in each class of papers, and the .bib.

    It needs TeX with these classes, and biber. Debian: texlive-science, texlive-publishers,
    texlive-latex-extra, biber.
    """
    python = environment(session, "tests")
    run(session, python, "pytest", "-m", "journals", "-n", "logical", *session.posargs)


@shared
def lighthouse(session: nox.Session) -> None:
    """Print what Lighthouse says of six pages of the built site; `-- --times 1 rules/`."""
    python = environment(session, "tests")
    run(session, python, "tests.lighthouse", *session.posargs)


@shared
def lint(session: nox.Session) -> None:
    """Check style, format and types."""
    python = environment(session, "lint")
    run(session, python, "ruff", "check", ".")
    run(session, python, "ruff", "format", "--check", ".")
    run(session, python, "mypy")


@shared
def bench(session: nox.Session) -> None:
    """Time the parts that take long, each against its alternative, in one run."""
    run(session, environment(session), "tests.benchmarks", *session.posargs)


@shared
def repeat(session: nox.Session) -> None:
    """Build a second time in another folder and compare the bytes; with `--python`, the numbers.

    Another Python computes the quick profile again, and each value is compared with that of the
    quick profile in build/.
    """
    check_before_computing(session)
    if not session.python:
        run(session, environment(session, "tests"), "tests.build_twice")
        return
    python = environment(session)
    again = Path("build/again")
    shutil.rmtree(again, ignore_errors=True)
    run(session, python, "engine", "compute", "--profile", "quick", "--build", str(again))
    run(session, python, "engine", "compare", "build", str(again), "--tolerance", "1e-12")


@nox.session(venv_backend="uv|virtualenv", reuse_venv=True)
def citation(session: nox.Session) -> None:
    """Check CITATION.cff with cffconvert, which needs an older jsonschema than the engine."""
    session.install("cffconvert==2.0.0")
    session.run("cffconvert", "--validate", "--infile", "CITATION.cff")


@shared
def lowest(session: nox.Session) -> None:
    """Test the lowest versions that pyproject.toml allows, in an environment of their own.

    The tests that train nothing and open no browser; then the studies that train nothing are
    computed anew, and what they have in common with build/ must be the same.
    """
    pins, again = Path(".nox/lowest.lock"), Path("build/lowest")
    extras = (*EXTRAS, "sklearn", "parquet", "cluster")
    command = lowest_command(require_uv(session), pins, extras, asked_python() or SUPPORTED[0])
    session.run(*command, env=uv_settings(os.environ), external=True, silent=True)
    python = environment(session, "tests", extras=extras, kind="lowest", lock=pins)
    run(session, python, "pytest", "-m", LIGHT, *A_PROCESS_A_CORE, *session.posargs)
    shutil.rmtree(again, ignore_errors=True)
    studies = [option for name in UNTRAINED for option in ("--study", name)]
    how = ("--profile", "quick", "--build", str(again))
    run(session, python, "engine", "compute", *studies, *how)
    run(session, python, "engine", "compare", "build", str(again), "--shared", "--across-machines")


@nox.session(venv_backend="uv|virtualenv", reuse_venv=True)
def audit(session: nox.Session) -> None:
    """Ask the advisories about every locked package, by pip-audit; needs the package index."""
    session.install("pip-audit==2.10.1")
    found = Path(session.create_tmp()) / "audit.json"
    found.unlink(missing_ok=True)
    session.run(
        *("pip-audit", "--requirement", *(session.posargs or [str(LOCK)])),
        *("--no-deps", "--disable-pip", "--progress-spinner", "off"),
        *("--format", "json", "--output", str(found)),
        success_codes=[0, 1],
        silent=True,
    )
    try:
        seen = read_audit(found)
    except InstallError as error:
        session.error(str(error))
    session.log(f"{seen.audited} packages audited; not known there: {', '.join(seen.skipped)}")
    if seen.faults:
        session.error("\n".join(["known faults:", *seen.faults]))


@nox.session(venv_backend="none")
def fresh(session: nox.Session) -> None:
    """Run the README's commands on a bare Debian; `-- bookworm trixie`. For root, on a Debian."""
    session.run(sys.executable, "tests/fresh_system.py", *session.posargs, external=True)


@nox.session(venv_backend="none")
def lock(session: nox.Session) -> None:
    """Resolve requirements.lock anew, one set of versions for all Pythons; it names no hosts."""
    pins = Path(session.create_tmp()) / "pins.txt"
    session.run(*lock_command(require_uv(session), LOCK, pins, SUPPORTED[0]), external=True)
    keep_portable(LOCK)
