"""The commands `compare` and `publish`."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import engine
from engine.exhibits.terminal import echo
from engine.publish.git import BRANCH

if TYPE_CHECKING:
    from engine.records.compare import Comparison


def engine_root() -> Path:
    """Return the checkout that the engine lies in; the current folder where it is installed."""
    folder = Path(engine.__file__).parent.parent
    return folder if (folder / "pyproject.toml").is_file() else Path.cwd()


ROOT = engine_root()
DIFFERENT = 1
FAILED = 2

publish = typer.Typer(help="Add a built site to the published versions.", no_args_is_help=True)


class Format(StrEnum):
    """How a comparison is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


Version = Annotated[str, typer.Argument(help="Version to publish, like 1.4.0.")]
Remote = Annotated[
    str | None, typer.Option(help="Push to this remote; without, the branch stays here.")
]
Branch = Annotated[str, typer.Option(help="Branch that holds the published versions.")]


@contextmanager
def _refusals() -> Iterator[None]:
    """Say in a line why something is refused, and end with the status of bad input."""
    try:
        yield
    except Exception as error:
        if not type(error).__module__.startswith("engine."):
            raise
        echo(f"error: {error}", err=True)
        raise typer.Exit(FAILED) from error


def compare(
    old: Annotated[
        str,
        typer.Argument(
            help="Folder of a build, of a site or of the reference, a records.json, or a version."
        ),
    ],
    new: Annotated[str, typer.Argument(help="Likewise.")],
    form: Annotated[
        Format, typer.Option("--format", help="How differences are printed.")
    ] = Format.TEXT,
    tolerance: Annotated[
        float, typer.Option(min=0, help="Relative difference that counts as none.")
    ] = 0.0,
    across_machines: Annotated[
        bool,
        typer.Option(
            "--across-machines",
            help="Count as none what another processor may round differently or train to.",
        ),
    ] = False,
    shared: Annotated[
        bool,
        typer.Option("--shared", help="Only what both have, down to seeds; they must share some."),
    ] = False,
    branch: Branch = BRANCH,
) -> None:
    """List every number that differs between two builds, and claims with another verdict.

    Of a number it says whether the difference is more than noise. Claims are compared where the
    pages of both builds were filled.

    Exit status: 0 if all is the same, 1 if something differs, 2 if they cannot be compared.
    """
    from engine.records.compare_text import to_json, to_markdown, to_text

    with _refusals():
        found = compare_names(
            old,
            new,
            tolerance=tolerance,
            across_machines=across_machines,
            on_shared=shared,
            branch=branch,
        )
        if shared:
            found = found.shared()
    render = {Format.TEXT: to_text, Format.MARKDOWN: to_markdown, Format.JSON: to_json}[form]
    echo(render(found), nl=False)
    if not (found.is_same_but_for_noise if across_machines else found.is_same):
        raise typer.Exit(DIFFERENT)


def compare_names(
    old: str,
    new: str,
    *,
    tolerance: float = 0.0,
    across_machines: bool = False,
    on_shared: bool = False,
    branch: str = BRANCH,
) -> "Comparison":
    """Compare what two names stand for: folders, files, or published versions.

    Raises:
        UnknownVersionError: If a name stands for nothing.
        RecordError: If records are damaged.
    """
    from engine.publish.versions import load_document, read_published
    from engine.records.compare import compare as compare_documents

    published = read_published(ROOT, branch)
    first, second = (load_document(name, published, engine.__version__) for name in (old, new))
    return compare_documents(
        first, second, tolerance, across_machines=across_machines, on_shared=on_shared
    )


def compare_with_earlier(name: str, build: Path, branch: str = BRANCH) -> "Comparison | None":
    """Compare a build with what came before it, for its release notes.

    Args:
        name: What to compare with; `latest` for the newest published version, if there is one.
        build: Folder of the build.
        branch: Branch that holds the published versions.

    Returns:
        The comparison, or None where nothing is published yet.
    """
    from engine.publish.versions import LATEST, read_published

    if name == LATEST and read_published(ROOT, branch).newest is None:
        return None
    return compare_names(name, str(build), branch=branch)


@publish.command()
def check(version: Version, remote: Remote = None, branch: Branch = BRANCH) -> None:
    """Say whether a version may be published; with a remote, fetch what is published first."""
    from engine.publish.release import Release, check_release

    with _refusals():
        published = check_release(Release(version, ROOT, branch, remote))
    echo(f"published so far: {', '.join(published.aliases) or 'nothing'}", err=True)


@publish.command()
def add(
    version: Version,
    remote: Remote = None,
    branch: Branch = BRANCH,
    site: Annotated[Path, typer.Option(help="The built site.")] = ROOT / "build" / "site",
) -> None:
    """Add the built site to the published versions, whole or not at all."""
    from engine.publish.release import Release, add_release
    from engine.publish.space import measure_space
    from engine.publish.versions import read_published

    with _refusals():
        add_release(Release(version, ROOT, branch, remote), site)
    where = f"{remote}, branch {branch}" if remote else f"the branch {branch}"
    echo(f"version {version} is in {where}", err=True)
    echo(measure_space(read_published(ROOT, branch), version).say(), err=True)


@publish.command()
def errata(remote: Remote = None, branch: Branch = BRANCH) -> None:
    """Tell what docs/errata.yml says of the published versions, beside them; none is touched."""
    from engine.publish.errata import publish_errata

    with _refusals():
        count = publish_errata(ROOT, branch, remote)
    where = f"{remote}, branch {branch}" if remote else f"the branch {branch}"
    echo(f"{count} errata in {where}; every version is as it was", err=True)
