"""A page for each family of the atlas: the architectures of all libraries that share a design."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from engine.exhibits.prose import integer, listing, number
from engine.exhibits.strip import Strip
from engine.exhibits.table import Table
from engine.records.foreign import code_html
from engine.records.record import Record
from engine.studies.atlas import family_tables as tables
from engine.studies.atlas.architecture import Architecture, list_architectures
from engine.studies.atlas.family_plot import PICTURE, Background, draw_family
from engine.studies.atlas.model_rows import CLASSIFIER
from engine.studies.atlas.timm_agreement import find_twins, list_unlike
from engine.studies.section import GeneratedPage, MovedPage

FOLDER: Final = "atlas"
JUMPS: Final = 12
"""Architectures above which the list of jumps in a page is folded."""
MOST_STRIPS: Final = 4
"""Classifiers above which a page has the bars of two alone."""
_COUNTED: Final = ("parameters", "all_parameters_bits", "decision_layer_bits")
_DIGITS: Final = 12
_LIBRARIES: Final = {"keras": "Keras", "timm": "timm", "torchvision": "torchvision"}


@dataclass(frozen=True, slots=True)
class FamilyPages:
    """What the families add to the section of the atlas.

    Attributes:
        pages: A page a family.
        moved: Where the pages of single models were, and what leads on from there.
        tables: All families; then the layers of the classifiers: a table a family, and those of
            single models.
        files: What the pages share.
    """

    pages: tuple[GeneratedPage, ...]
    moved: tuple[MovedPage, ...]
    tables: tuple[Table, ...]
    files: Mapping[str, str]


def build_family_pages(
    records: Sequence[Record], models: pd.DataFrame, weights: pd.DataFrame
) -> FamilyPages:
    """Return a page for each family, with what it shows.

    Args:
        records: Of the studies `atlas-keras`, `atlas-torchvision` and `atlas-timm`.
        models: One row an architecture, as `models_frame` gives it.
        weights: One row a pair of weights and input size, as `weights_frame` gives it.
    """
    known = {(one.library, one.name): one for one in list_architectures(records)}
    background = Background(models)
    by_address = dict(list(weights.groupby("model_address", sort=False)))
    pages: list[GeneratedPage] = []
    moved: list[MovedPage] = []
    shown: list[Table] = []
    for slug, part in models.groupby("slug", sort=True):
        rows = part.sort_values("model", key=_natural_order, kind="stable")
        members = [known[one] for one in zip(rows["library"], rows["model"], strict=True)]
        own = [by_address[one] for one in rows["address"] if one in by_address]
        page, layers = _make_page(
            str(slug), rows, members, pd.concat(own) if own else None, background
        )
        pages.append(page)
        shown += layers
        moved += [
            MovedPage(f"{FOLDER}/{one.anchor}/", f"{FOLDER}/{slug}/#{one.anchor}")
            for one in members
            if _had_a_page(one)
        ]
    names = {page.context["slug"]: page.context["name"] for page in pages}
    index = tables.families_table(models, names, records)
    files = {} if background.is_empty else {f"{FOLDER}/{PICTURE}": background.picture}
    return FamilyPages(tuple(pages), tuple(moved), (index, *shown), files)


def _make_page(
    slug: str,
    rows: pd.DataFrame,
    members: Sequence[Architecture],
    weights: pd.DataFrame | None,
    background: Background,
) -> tuple[GeneratedPage, list[Table]]:
    single = [tables.classifier_table(one) for one in members if _had_a_page(one)]
    layers = tables.layers_table(slug, members)
    papers = _papers(members)
    context = {
        "slug": slug,
        "name": _name_family(slug, papers),
        "count": len(rows),
        "libraries": [_say_library(str(name), part) for name, part in rows.groupby("library")],
        "papers": papers,
        "anchors": {one.anchor: f"{one.name} ({one.library})" for one in members},
        "fold_jumps": len(members) > JUMPS,
        "span": _span(rows),
        "other_labels": _say_span(
            rows.loc[rows["kind"] == tables.OTHER_LABELS, "decision_layer_bits"].dropna(), integer
        ),
        "strips": list_strips(rows),
        "plot": draw_family(rows, background, [one.anchor for one in members]),
        "architectures": tables.architectures_table(slug, rows, members),
        "weights": None if weights is None else tables.weights_table(slug, weights),
        "sources": tables.sources_table(slug, members),
        "unlike_twins": _unlike_twins(members),
        "layers": layers.id,
        "single": [table.id for table in single],
    }
    page = GeneratedPage(f"{FOLDER}/{slug}.md", "atlas_family.md", context)
    return page, [layers, *single]


def list_strips(rows: pd.DataFrame) -> list[Strip]:
    """Return which parameters are counted: of all classifiers where they are few, else of two.

    These are the ones with the smallest and the largest share in their decision layer.
    """
    told = rows.dropna(subset=["decision_layer_bits", "all_parameters_bits", "parameters"])
    told = told[told["kind"] == CLASSIFIER]
    strips = [
        Strip(f"{one['model']} ({one['library']})", *map(int, (one[name] for name in _COUNTED)))
        for one in told.to_dict(orient="records")
    ]
    if len(strips) <= MOST_STRIPS:
        return strips
    strips.sort(key=lambda one: one.decision / one.parameters)
    return [strips[0], strips[-1]]


def _had_a_page(one: Architecture) -> bool:
    """Whether an architecture had a page of its own before families had: not those of timm."""
    return one.library != "timm" and "measured" in one.result


def _unlike_twins(members: Sequence[Architecture]) -> list[str]:
    """Return the names that timm and torchvision share here, but under not every reading a MEC."""
    measured = {
        library: {
            one.name: one.result["measured"]
            for one in members
            if one.library == library and "measured" in one.result
        }
        for library in ("timm", "torchvision")
    }
    return list_unlike(find_twins(measured["timm"], measured["torchvision"]))


def _papers(members: Sequence[Architecture]) -> list[Mapping[str, Any]]:
    told = [one.result["family"] for one in members if "family" in one.result]
    found = {family["name"]: family for family in told}
    return sorted(found.values(), key=lambda paper: (paper["year"], paper["name"]))


def _name_family(slug: str, papers: Sequence[Mapping[str, Any]]) -> str:
    """Return the names by the papers, or that of timm's module where none is known."""
    names = [paper["name"] for paper in papers]
    return listing(names) if names else slug.replace("-", "_")


def _say_library(library: str, rows: pd.DataFrame) -> Markup:
    """Return how many of a family a library has, and where: "3 in timm (module `vgg`)"."""
    said = Markup(f"{len(rows)} in {_LIBRARIES[library]}")
    if library != "timm":
        return said
    modules = [code_html(name) for name in sorted(set(rows["family"]))]
    return Markup(f"{said} (module{'s' if len(modules) > 1 else ''} {listing(modules)})")


def _span(rows: pd.DataFrame) -> dict[str, str]:
    """Return the least to the most of what the first sentences tell; empty where none is known.

    The capacity is that of the classifiers of ImageNet alone: another number of labels is another
    problem.
    """
    classifiers = rows[rows["kind"] == CLASSIFIER]
    return {
        "decision_layer_bits": _say_span(classifiers["decision_layer_bits"].dropna(), integer),
        "parameters": _say_span(rows["parameters"].dropna(), integer),
        "top1_percent": _say_span(rows["top1_percent"].dropna(), number),
    }


def _say_span(values: "pd.Series[Any]", say: Callable[[Any], str]) -> str:
    ends = [say(end) for end in sorted({values.min(), values.max()})] if len(values) else []
    return " to ".join(ends)


def _natural_order(names: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return keys by which resnet50 stands before resnet101, in whatever case."""
    return names.str.lower().str.replace(
        r"\d+", lambda number: number[0].zfill(_DIGITS), regex=True
    )
