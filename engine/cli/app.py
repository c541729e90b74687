"""The commands: what they take, what they call, what they print."""

import os
import warnings
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

import engine
from engine.exhibits.formats import Format
from engine.publish.commands import compare, compare_with_earlier, publish
from engine.records.interrupt import InterruptedRunError
from engine.records.lock import hold_folder
from engine.records.plan import Job, plan_studies
from engine.records.run import ComputeError, missing_jobs, run_jobs
from engine.records.store import Build, RecordStore
from engine.site.faults import explain
from engine.studies.catalogue import all_studies, find_study
from engine.studies.study import Profile, Study

app = typer.Typer(
    help="Compute the report on memory-equivalent capacity (MEC), and fill its pages.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(compare)
app.add_typer(publish, name="publish")

ROOT = Path(engine.__file__).parent.parent
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="End at once if another process works in the folder.")
]
BuildFolder = Annotated[
    Path, typer.Option("--build", help="Folder for all that is made.", show_default="build")
]
DEFAULT_BUILD = ROOT / "build"


@app.command()
def compute(
    profile: Annotated[
        Profile | None,
        typer.Option(
            help="How much: quick (a try), standard, or paper (published).",
            show_default="standard; with --study, that of the records",
        ),
    ] = None,
    study: Annotated[
        list[str] | None,
        typer.Option(help="Compute this study and what it reads; may be repeated."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Worker processes.", show_default="by cores and memory"),
    ] = None,
    dask: Annotated[
        str | None, typer.Option(help="Address of a dask scheduler, to compute on a cluster.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compute nothing; fail if a record is missing.")
    ] = False,
    no_wait: NoWait = False,
    build: BuildFolder = DEFAULT_BUILD,
) -> None:
    """Compute the results that have no valid record yet.

    Records are kept in build/records. One that fits its code, data and package versions is never
    computed again; a run that is killed goes on where it stopped.
    """
    chosen = [find_study(name) for name in study or ()]
    store = RecordStore(build / "records")
    if check:
        _require_records(_plan(chosen, profile or _profile_of(store, chosen)), store)
    with _hold(build, f"compute --profile {profile}" if profile else "compute", no_wait):
        profile = profile or _profile_of(store, chosen)
        plan = _plan(chosen, profile)
        if chosen:
            _tell_of_sources({one.name for one in chosen}, plan, store)
        jobs = [job for part in plan.values() for job in part]
        computed = run_jobs(jobs, store, workers=workers, dask=dask)
        keys = {name: [job.key for job in part] for name, part in plan.items()}
        store.write_manifest(profile, keys)
    kept = len(jobs) - computed
    typer.echo(f"{profile} profile: {computed} results computed, {kept} already there", err=True)


def _plan(chosen: list[Study], profile: Profile) -> dict[str, list[Job]]:
    """Return what some studies need, or all where none is chosen."""
    return plan_studies(chosen or all_studies(), all_studies(), profile)


def _profile_of(store: RecordStore, chosen: list[Study]) -> Profile:
    """Return the profile that is meant where none is named: some studies join what is there."""
    found = store.read_profile() if chosen else None
    return Profile(found) if found else Profile.STANDARD


def _tell_of_sources(chosen: set[str], plan: dict[str, list[Job]], store: RecordStore) -> None:
    """Say which results of other studies are computed first, since the chosen ones read them."""
    for name, jobs in plan.items():
        missing = [] if name in chosen else missing_jobs(jobs, store)
        if missing:
            readers = [
                other for other, part in plan.items() if any(name in job.sources for job in part)
            ]
            typer.echo(
                f"{' and '.join(readers)} reads {name}: its missing results are computed first "
                f"({len(missing)} of {len(jobs)})",
                err=True,
            )


def _hold(build: Path, command: str, no_wait: bool) -> AbstractContextManager[None]:
    """Hold the folder of a build; say for whom this process waits."""
    say = partial(typer.echo, err=True)
    return hold_folder(build, command, wait=not no_wait, say=say)


@app.command()
def pages(
    since: Annotated[
        str | None,
        typer.Option(
            help="For the release notes, what to compare with: a published version, latest, a "
            "records.json, or the folder of a build."
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="Fill this page alone, or the pages of this study, around what has no records "
            "yet; may be repeated."
        ),
    ] = None,
    no_wait: NoWait = False,
    build: BuildFolder = DEFAULT_BUILD,
) -> None:
    """Fill the pages under docs/ with the numbers of the records, into build/pages."""
    from engine.site.report import Report

    report = Report(ROOT, build)
    with _hold(build, "pages", no_wait):
        if only:
            for page in report.write_only(only):
                typer.echo(f"{report.pages / page}", err=True)
            return
        _warn_of_stale(report.read_records())
        written = report.write(compare_with_earlier(since, build) if since else None)
    typer.echo(f"{written} files in {report.pages}", err=True)


@app.command()
def build(
    profile: Annotated[
        Profile, typer.Option(help="How much: quick (a try), standard, or paper (published).")
    ] = Profile.STANDARD,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Worker processes.", show_default="by cores and memory"),
    ] = None,
    no_wait: NoWait = False,
) -> None:
    """Compute what is missing, fill the pages and build the site, into build/site.

    Where nothing that goes into the site has changed since it was built, it is left as it is.
    """
    from engine.site.inputs import SiteInputs

    folder = DEFAULT_BUILD / "site"
    inputs = SiteInputs(ROOT, DEFAULT_BUILD, profile, folder)
    if inputs.are_unchanged():
        typer.echo(f"nothing has changed since it was built: {folder / 'index.html'}", err=True)
        return
    inputs.forget()
    compute(profile, workers=workers, no_wait=no_wait)
    pages(no_wait=no_wait)
    site()
    inputs.note()


@app.command()
def serve(
    address: Annotated[str, typer.Option(help="Where to serve: host and port.")] = "127.0.0.1:8000",
) -> None:
    """Serve the report as its sources are edited; a changed page is seen within seconds.

    Nothing is computed: pages whose studies have no records yet say so.
    """
    from engine.site.serve import serve_report

    serve_report(ROOT, DEFAULT_BUILD, address)


@app.command()
def new_study(
    name: Annotated[str, typer.Argument(help="Lower-case words joined by hyphens: stack-width.")],
) -> None:
    """Lay out a study with a table, a figure and a page, to be changed from there."""
    from engine.site.new_study import lay_out_study

    for path in lay_out_study(ROOT, name):
        typer.echo(path)
    typer.echo(f"next: python -m engine compute --study {name}; nox -s serve", err=True)


@app.command()
def site() -> None:
    """Build the site from the filled pages, into build/site; a warning of MkDocs is an error.

    It can be read from disk, unless SITE_URL names an address where it will be published.
    """
    from engine.site.build import build_site

    folder = build_site(ROOT / "mkdocs.yml")
    typer.echo(f"the site: {folder / 'index.html'}", err=True)


@app.command()
def measure(
    network: Annotated[
        str,
        typer.Argument(
            help="keras:NAME, torchvision:NAME, or path/to/file.py:FUNCTION, a function that "
            "returns a Keras model or a torch module."
        ),
    ],
    input_shape: Annotated[
        str | None,
        typer.Option("--input", help="Shape of one input, channels first: 1,28,28."),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="How the numbers are printed.")
    ] = Format.TABLE,
) -> None:
    """Measure one network: MEC under every reading of rule 4, G, parameters, multiply-adds.

    Nothing is downloaded and nothing is trained: the numbers depend on shapes alone.
    """
    from engine.cli.measure import render_measurement
    from engine.networks.measurement import describe_classifier_layers
    from engine.networks.measurement import measure as measure_network
    from engine.networks.own_model import load_network, parse_shape

    one = load_network(network, parse_shape(input_shape) if input_shape else None)
    layers = describe_classifier_layers(one)
    typer.echo(render_measurement(one.name, measure_network(one), layers, form), nl=False)


def _warn_of_stale(build: Build) -> None:
    """Say which studies would be computed anew, since their code, data or packages changed."""
    studies = all_studies()
    for name, jobs in plan_studies(studies, studies, Profile(build.profile)).items():
        found = [record.key for record in build.records.get(name, ())]
        if found and [job.key for job in jobs] != found:
            warnings.warn(
                f"the records of {name} are not those of the code as it stands; "
                f"`python -m engine compute --profile {build.profile}` brings them up to date",
                stacklevel=2,
            )


def _require_records(plan: dict[str, list[Job]], store: RecordStore) -> None:
    jobs = [job for part in plan.values() for job in part]
    missing = [job.label for job in missing_jobs(jobs, store)]
    if missing:
        raise ComputeError(
            f"{len(missing)} of {len(jobs)} records are missing, or made by other code; compute "
            "them first, without --check:\n" + "\n".join(missing)
        )


def main() -> int:
    """Run the command line; an author's mistake is said in one line.

    With MEC_TRACEBACK set, it is raised as it is.
    """
    warnings.showwarning = lambda message, *_: typer.echo(f"warning: {message}", err=True)
    try:
        app(prog_name="python -m engine")
    except Exception as error:
        said = None if os.environ.get("MEC_TRACEBACK") else explain(error)
        if said is None:
            raise
        typer.echo(f"error: {said}", err=True)
        return 1
    except InterruptedRunError as stop:
        typer.echo(str(stop), err=True)
        return stop.exit_status
    return 0
