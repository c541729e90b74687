"""The commands: what they take, what they call, what they print."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from engine.cli.check import check
from engine.cli.data import data
from engine.cli.networks import find, measure
from engine.exhibits.terminal import echo
from engine.publish.commands import compare, compare_with_earlier, engine_root, publish
from engine.records.files import write_atomically
from engine.records.reference import PROFILE
from engine.studies.study import Profile

app = typer.Typer(
    help="Compute the report on memory-equivalent capacity (MEC), and fill its pages.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(compare)
app.command()(data)
app.command()(check)
app.command()(measure)
app.command()(find)
app.add_typer(publish, name="publish")

ROOT = engine_root()
Workers = Annotated[
    int | None,
    typer.Option(min=1, help="Worker processes.", show_default="by cores and memory"),
]
NoWait = Annotated[
    bool, typer.Option("--no-wait", help="End at once if another process works in the folder.")
]
BuildFolder = Annotated[
    Path, typer.Option("--build", help="Folder for all that is made.", show_default="build")
]
DEFAULT_BUILD = ROOT / "build"
STANDING = "against-reference.txt"
"""File of a build folder: how the build whose pages were filled last stands, in a line."""

OnDevice = Annotated[
    Literal["cpu", "cuda"], typer.Option("--device", help="What trains networks; cuda is a GPU.")
]

OnCluster = Annotated[
    str | None,
    typer.Option(
        "--dask",
        help="Compute on a cluster: the address of a dask scheduler, or the file it wrote.",
        show_default="this machine",
    ),
]

FromReference = Annotated[
    bool,
    typer.Option(
        "--from-reference",
        help="Take over what the reference in docs/paper-run holds and is valid here; without "
        "--profile, its profile.",
    ),
]


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
    workers: Workers = None,
    dask: OnCluster = None,
    device: OnDevice = "cpu",
    check: Annotated[
        bool, typer.Option("--check", help="Compute nothing; fail if a record is missing.")
    ] = False,
    no_wait: NoWait = False,
    build: BuildFolder = DEFAULT_BUILD,
    from_reference: FromReference = False,
) -> None:
    """Compute the results that have no valid record yet.

    Records are kept in build/records. One that fits its code, data and package versions is never
    computed again; a run that is killed goes on where it stopped.
    """
    from engine.cli.computing import compute_records

    compute_records(
        build,
        Profile(PROFILE) if from_reference and not profile and not study else profile,
        study or (),
        workers=workers,
        dask=dask,
        device=device,
        check=check,
        no_wait=no_wait,
        from_reference=from_reference,
    )


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
    from engine.cli.computing import hold, warn_of_stale
    from engine.records.reference.standing import summarize
    from engine.site.garbage import no_garbage_collection
    from engine.site.report import Report

    if not (ROOT / "docs").is_dir():
        raise typer.BadParameter(f"there are no pages under {ROOT / 'docs'}; run it in a checkout")
    report = Report(ROOT, build)
    with hold(build, "pages", no_wait), no_garbage_collection():
        if only:
            for page in report.write_only(only):
                echo(f"{report.pages / page}", err=True)
            return
        found = report.read_records()
        warn_of_stale(found)
        written = report.write(compare_with_earlier(since, build) if since else None)
        standing = report.stand(found)
    echo(f"{written} files in {report.pages}", err=True)
    write_atomically(build / STANDING, f"{summarize(standing)}\n")
    echo(summarize(standing), err=True)


@app.command()
def build(
    profile: Annotated[
        Profile | None,
        typer.Option(
            help="How much: quick (a try), standard, or paper (published).",
            show_default="standard",
        ),
    ] = None,
    workers: Workers = None,
    dask: OnCluster = None,
    device: OnDevice = "cpu",
    no_wait: NoWait = False,
    from_reference: FromReference = False,
) -> None:
    """Compute what is missing, fill the pages and build the site, into build/site.

    Where nothing that goes into the site has changed since it was built, it is left as it is.
    """
    from engine.site.inputs import SiteInputs

    profile = profile or (Profile(PROFILE) if from_reference else Profile.STANDARD)
    folder = DEFAULT_BUILD / "site"
    inputs = SiteInputs(ROOT, DEFAULT_BUILD, profile, folder, device)
    if inputs.are_unchanged():
        echo(f"nothing has changed since it was built: {folder / 'index.html'}", err=True)
        if (DEFAULT_BUILD / STANDING).is_file():
            echo((DEFAULT_BUILD / STANDING).read_text(encoding="utf-8"), err=True, nl=False)
        return
    from engine.cli.computing import hold

    with hold(DEFAULT_BUILD, f"build --profile {profile}", no_wait):
        inputs.forget()
        compute(profile, workers=workers, dask=dask, device=device, from_reference=from_reference)
        pages()
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
def reference(
    study: Annotated[
        list[str] | None, typer.Option(help="Make this study anew alone; may be repeated.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compute nothing; name the studies that do not fit.")
    ] = False,
    costs: Annotated[
        bool, typer.Option("--costs", help="Only note what the build at hand has cost.")
    ] = False,
    workers: Workers = None,
    dask: OnCluster = None,
    no_wait: NoWait = False,
    build: BuildFolder = DEFAULT_BUILD,
) -> None:
    """Make the reference in docs/paper-run anew where it no longer fits the code.

    Study by study, each put in place as it is done. With --check the exit status is 1 where there
    is something to make anew.
    """
    from engine.cli.reference import make_reference, note_costs, say_misfits

    if check:
        raise typer.Exit(1 if say_misfits() else 0)
    if costs:
        note_costs(build)
        return
    make_reference(build, study or (), workers=workers, dask=dask, no_wait=no_wait)


@app.command()
def new_study(
    name: Annotated[str, typer.Argument(help="Lower-case words joined by hyphens: stack-width.")],
) -> None:
    """Lay out a study with a table, a figure and a page, to be changed from there."""
    from engine.site.new_study import lay_out_study

    for path in lay_out_study(ROOT, name):
        echo(path)
    echo(f"next: python -m engine compute --study {name}; nox -s serve", err=True)


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
    echo(f"the site: {folder / 'index.html'}", err=True)


@app.command()
def cite(
    network: Annotated[
        str, typer.Argument(help="An architecture of the atlas: timm:NAME, keras:NAME, ...")
    ],
) -> None:
    """Print the BibTeX entry of an architecture's row in the atlas, in this version.

    Its address is that of the published site where SITE_URL names it.
    """
    from engine.cli.cite import row_bibtex
    from engine.exhibits.export.citation import read_citation
    from engine.site.addresses import site_address

    path = ROOT / "CITATION.cff"
    if not path.is_file():
        raise typer.BadParameter(
            f"there is no {path}, which says what to cite; run it in a checkout"
        )
    echo(row_bibtex(network, read_citation(path, site_address())), nl=False)
