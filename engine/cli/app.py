"""The commands: what they take, what they call, what they print."""

import os
import warnings
from pathlib import Path
from typing import Annotated

import typer

import engine
from engine.exhibits.formats import Format
from engine.publish.commands import compare, compare_with_earlier, publish
from engine.records.run import ComputeError, Job, plan_jobs, run_jobs
from engine.records.store import Build, RecordStore
from engine.studies.catalogue import all_studies, find_study
from engine.studies.study import Profile

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
BuildFolder = Annotated[
    Path, typer.Option("--build", help="Folder for all that is made.", show_default="build")
]
DEFAULT_BUILD = ROOT / "build"
DEFAULT_ADDRESS = "http://127.0.0.1:8000/"


@app.command()
def compute(
    profile: Annotated[
        Profile, typer.Option(help="How much: quick (a try), standard, or paper (published).")
    ] = Profile.STANDARD,
    study: Annotated[
        list[str] | None, typer.Option(help="Compute this study alone; may be repeated.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Worker processes.", show_default="one a core")
    ] = None,
    dask: Annotated[
        str | None, typer.Option(help="Address of a dask scheduler, to compute on a cluster.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compute nothing; fail if a record is missing.")
    ] = False,
    build: BuildFolder = DEFAULT_BUILD,
) -> None:
    """Compute the results that have no valid record yet.

    Records are kept in build/records. One that fits its code, data and package versions is never
    computed again; a run that is killed goes on where it stopped.
    """
    chosen = [find_study(name) for name in study] if study else list(all_studies())
    plan = {one.name: plan_jobs(one, one.grid(profile)) for one in chosen}
    store = RecordStore(build / "records")
    jobs: list[Job] = [job for part in plan.values() for job in part]
    if check:
        _require_records(jobs, store)
    computed = run_jobs(jobs, store, workers=workers, dask=dask)
    store.write_manifest(profile, {name: [job.key for job in part] for name, part in plan.items()})
    kept = len(jobs) - computed
    typer.echo(f"{profile} profile: {computed} results computed, {kept} already there", err=True)


@app.command()
def pages(
    since: Annotated[
        str | None,
        typer.Option(
            help="For the release notes, what to compare with: a published version, latest, a "
            "records.json, or the folder of a build."
        ),
    ] = None,
    build: BuildFolder = DEFAULT_BUILD,
) -> None:
    """Fill the pages under docs/ with the numbers of the records, into build/pages."""
    from engine.exhibits.drawing.cache import keep_drawings
    from engine.exhibits.export.citation import read_citation
    from engine.site.pages import Source, write_pages
    from engine.site.references import Bibliography
    from engine.studies.sections import build_sections

    records = RecordStore(build / "records").read_build()
    _warn_of_stale(records)
    source = Source(
        docs=ROOT / "docs",
        build=records,
        sections=build_sections(records),
        citation=read_citation(ROOT / "CITATION.cff", os.environ.get("SITE_URL", DEFAULT_ADDRESS)),
        bibliography=Bibliography(ROOT / "docs" / "references.bib"),
        changes=compare_with_earlier(since, build) if since else None,
    )
    with keep_drawings(build / "drawings"):
        written = write_pages(source, build / "pages")
    typer.echo(f"{len(written)} files in {build / 'pages'}", err=True)


@app.command()
def site(
    config: Annotated[
        Path, typer.Option(help="Settings of MkDocs.", show_default="mkdocs.yml")
    ] = ROOT / "mkdocs.yml",
) -> None:
    """Build the site from the filled pages, into build/site; a warning of MkDocs is an error.

    It can be read from disk, unless SITE_URL names an address where it will be published.
    """
    from engine.site.build import build_site

    folder = build_site(config)
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
    for study in all_studies():
        wanted = [job.key for job in plan_jobs(study, study.grid(Profile(build.profile)))]
        found = [record.key for record in build.records.get(study.name, ())]
        if found and wanted != found:
            warnings.warn(
                f"the records of {study.name} are not those of the code as it stands; "
                f"`python -m engine compute --profile {build.profile}` brings them up to date",
                stacklevel=2,
            )


def _require_records(jobs: list[Job], store: RecordStore) -> None:
    missing = [job.label for job in jobs if store.find(job.study.name, job.key) is None]
    if missing:
        raise ComputeError(
            f"{len(missing)} of {len(jobs)} records are missing, or made by other code; compute "
            "them first, without --check:\n" + "\n".join(missing)
        )


def main() -> int:
    """Run the command line; an error that the engine itself defines is said without a traceback."""
    warnings.showwarning = lambda message, *_: typer.echo(f"warning: {message}", err=True)
    try:
        app(prog_name="python -m engine")
    except Exception as error:
        if not type(error).__module__.startswith("engine."):
            raise
        typer.echo(f"error: {error}", err=True)
        return 1
    return 0
