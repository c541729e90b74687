"""The tables of every architecture, of timm's weights, and of what is left out of both."""

from collections.abc import Sequence

import pandas as pd

from engine.exhibits.mec_names import MEC_NAMES
from engine.exhibits.prose import listing
from engine.exhibits.table import Column, Table
from engine.networks.catalogue.timm_results import NOTICE, TEST_SETS
from engine.records.record import Record

_READINGS = tuple(
    Column(f"{reading}_bits", label, "integer", "bits", in_latex=index == 0)
    for index, (reading, label) in enumerate(MEC_NAMES.items())
)
SIZE_COLUMNS = (
    Column("g_elements", "G, elements", "number", digits=2),
    Column("g_bits_float32", "G, bits 8→32", "number", digits=2, in_latex=False),
    Column("g_bits_one_bit", "G, bits 8→1", "number", digits=1, in_latex=False),
    Column("parameters", "Parameters", "integer", facet=True),
    Column(
        "parameters_without_classifier",
        "without classifier",
        "integer",
        in_latex=False,
        page_label="Parameters without classifier",
    ),
    Column("multiply_adds", "Multiply-adds", "integer", in_latex=False),
)
"""How a network compresses and how large it is, as every table of the atlas has it."""

FIRST_OF_MODELS = ("model", "decision_layer_bits", "top1_percent", "parameters", "library")
"""What readers of a table of architectures came for."""

_KINDS = "Classifier of ImageNet, of other labels, or a feature extractor, which has no classifier"


def models_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of all architectures of the three libraries.

    Args:
        frame: As `models_frame` returns it.
        records: What it was made from.
    """
    return Table(
        id="atlas-models",
        title="Every architecture",
        caption="One row an architecture of Keras, torchvision and timm; each leads to its place "
        "in the page of its family. MEC of the classifier under the four readings of rule 4, G "
        "from image to embedding. Top-1 accuracy is that of the weights which Keras and "
        "torchvision prefer, and for timm the median over all published weights, each at the "
        "tested size that is nearest to the architecture's own. " + NOTICE,
        columns=(
            Column("model", "Model", link="address"),
            Column("library", "Library", facet=True),
            Column("family", "Family", description="For timm its module", on_page=False),
            Column("kind", "Head", facet=True, description=_KINDS, in_latex=False),
            Column("year", "Year", "year", in_latex=False, on_page=False),
            Column("input_size_px", "Input", "integer", "px", facet=True),
            Column("embedding_elements", "Embedding", "integer", in_latex=False),
            Column("positions", "Positions", "integer", in_latex=False, on_page=False),
            Column(
                "dense_layers",
                "Dense layers",
                "integer",
                description="In the classifier",
                in_latex=False,
                on_page=False,
            ),
            *_READINGS,
            *SIZE_COLUMNS,
            Column("weights", "Weights", "integer", description="Published weights"),
            Column("top1_percent", "Top-1", "number", "%", 2),
            Column(
                "top1_lowest_percent",
                "lowest",
                "number",
                "%",
                2,
                in_latex=False,
                page_label="Top-1, lowest",
            ),
            Column(
                "top1_highest_percent",
                "highest",
                "number",
                "%",
                2,
                in_latex=False,
                page_label="Top-1, highest",
            ),
            Column(
                "page_family",
                "Family",
                facet=True,
                description="Over all libraries: whose page the architecture is in",
                in_latex=False,
            ),
        ),
        frame=frame.assign(page_family=frame["slug"].map(_page_families(frame))),
        records=tuple(records),
        filterable=True,
        shown="window",
        first_on_page=(*FIRST_OF_MODELS, "page_family"),
        terms=NOTICE,
        extract_by="top1_percent",
    )


def _page_families(models: pd.DataFrame) -> dict[str, str]:
    """Return the name of each family by its slug, one for all libraries.

    It is that by the papers, which Keras and torchvision have, or else that of timm's module.
    """
    by_papers = models[models["library"] != "timm"].sort_values(["year", "family"])
    names = by_papers.groupby("slug")["family"].unique()
    return {
        slug: listing(list(names[slug])) if slug in names.index else slug.replace("-", "_")
        for slug in models["slug"].unique()
    }


def weights_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of timm's weights with their accuracy on six test sets.

    Args:
        frame: As `weights_frame` returns it.
        records: What the architectures were measured in.
    """
    return Table(
        id="atlas-weights",
        title="Every published set of weights of timm",
        caption="One row a set of weights and size of the images shown. Top-1 accuracy on six "
        "test sets; on ImageNet-A and ImageNet-R over the 200 classes that each of them has. The "
        "class of the training data is read from the tag. " + NOTICE,
        columns=(
            Column("weights", "Weights", link="model_address"),
            Column("architecture", "Architecture", in_latex=False, on_page=False),
            Column("tag", "Tag", in_latex=False, on_page=False),
            Column("training_data", "Trained on", facet=True),
            Column("input_size_px", "Input", "integer", "px", facet=True),
            Column("crop_fraction", "Crop", "number", digits=3, in_latex=False),
            Column("parameters", "Parameters", "integer", facet=True),
            Column("top1_percent", "ImageNet", "number", "%", 2),
            Column("top5_percent", "top-5", "number", "%", 2, in_latex=False),
            *(
                Column(name, label.removeprefix("ImageNet ").strip("()"), "number", "%", 2)
                for name, label in TEST_SETS.items()
                if name != "top1_percent"
            ),
            Column("decision_layer_bits", "Decision-layer MEC", "integer", "bits"),
        ),
        frame=frame,
        records=tuple(records),
        first_on_page=(
            "weights",
            "top1_percent",
            "decision_layer_bits",
            "parameters",
            "training_data",
            "input_size_px",
        ),
        filterable=True,
        shown="window",
        terms=NOTICE,
        extract_by="top1_percent",
    )


def left_out_table(frame: pd.DataFrame, records: Sequence[Record]) -> Table:
    """Return the table of what no statistic counts, and why.

    Args:
        frame: As `left_out_frame` returns it.
        records: The architectures that were asked for.
    """
    return Table(
        id="atlas-left-out",
        title="What is left out, and why",
        caption="Architectures without the capacity of a decision layer, the networks that timm "
        "keeps to test its own code, and published weights that no measured decision layer "
        "belongs to. No statistic counts them.",
        columns=(
            Column("name", "Name", description="Architecture or set of weights"),
            Column("library", "Library", facet=True),
            Column("what", "What", facet=True, description="Architecture or published weights"),
            Column("reason", "Reason"),
        ),
        frame=frame,
        records=tuple(records),
        filterable=True,
        shown="closed",
        narrow=("name", "library", "reason"),
    )
