"""What the report makes of records: every number of a table added up again another way."""

import json
import os
import re
from html import unescape
from math import prod
from pathlib import Path

import pandas as pd
import pytest

from engine.exhibits.table import MISSING
from engine.networks.layers import Kind, Layer, Network
from engine.networks.measurement import measure, published_accuracies
from engine.records.key import Inputs, record_key
from engine.records.record import Record
from engine.records.store import Build
from engine.studies import catalogue
from engine.studies.backbones import exhibits as backbones
from engine.studies.mnist import networks_study as mnist_networks
from engine.studies.mnist.comparison import comparison_frame
from engine.studies.mnist.networks import (
    compression_table,
    layers_table,
    network_facts,
    size_table,
)
from engine.studies.study import Profile
from engine.studies.worked_examples import exhibits as rules
from engine.studies.worked_examples import study as worked_examples
from tests import ROOT

INPUTS = Inputs(code="c0de", data={}, packages={})
MADE = {"seconds": 1.0, "cpu": "A CPU", "python": "3.11", "commit": "abc", "time": "now"}
IDS_IN_USE = {"backbones", "width-multiplier", "mnist-cnn", "mnist-compression", "mnist-training"}
UNITS_IN_NAMES = {
    "bits": "bits",
    "%": "percent",
    "px": "px",
    "points": "points",
    "s": "seconds",
    "kB": "kb",
    "KiB": "kib",
    "MiB": "mib",
    "bytes": "bytes",
}


def record(study, params, result):
    return Record(study, params, record_key(study, params, INPUTS), INPUTS, result, MADE)


def computed(study):
    grid = study.grid(Profile.QUICK)
    return tuple(record(study.name, params, study.compute(params)) for params in grid)


@pytest.fixture(scope="module")
def build(notebook_values):
    """Records of the studies that need neither a framework nor data."""
    return Build(
        "quick",
        {
            "worked-examples": computed(worked_examples.STUDY),
            "mnist-networks": computed(mnist_networks.STUDY),
            "backbones": tuple(
                record(
                    "backbones",
                    {"library": "keras", "backbone": name},
                    measured_like(name, notebook_values["backbones"][name]),
                )
                for name in notebook_values["backbones"]
            ),
        },
    )


def measured_like(name, printed):
    """What measuring a backbone returns, of a network of two layers with the printed sizes."""
    size, embedding = printed["input_size"], printed["embedding_elements"]
    without = printed["parameters_without_classifier"]
    features = Layer("features", Kind.POOLING, (size, size, 3), (embedding,), parameters=without)
    decision = Layer(
        "predictions",
        Kind.DENSE,
        (embedding,),
        (1000,),
        parameters=printed["parameters"] - without,
        neurons=1000,
        inputs_per_neuron=embedding,
        threshold=True,
    )
    network = Network(name, "keras", (size, size, 3), (features, decision))
    return {**measure(network), "accuracies": published_accuracies(name, alpha=1.0)}


def table_of(section, identifier):
    (found,) = (table for table in section.tables if table.id == identifier)
    return found


def test_layers_of_the_worked_examples_add_up_to_their_totals(build):
    section = rules.build_section(build)
    totals = table_of(section, "worked-examples").frame.set_index("network")
    layers = table_of(section, "worked-examples-layers").frame
    columns = [name for name in totals if name.endswith("_bits")]
    assert len(columns) == 4
    sums = layers.groupby("network", sort=False)[columns].sum()
    pd.testing.assert_frame_equal(sums, totals[columns], check_dtype=False)
    assert (layers.parameters_bits == layers.neurons * (layers.inputs + 1)).all()
    assert (layers.all_parameters_bits == layers.parameters_bits).all()


def test_every_column_of_the_backbones_follows_from_two_others(build):
    frame = table_of(backbones.build_section(build), "backbones").frame
    embedding = frame.embedding_elements
    assert (frame.mec_bits == 1000 * (embedding + 1)).all()
    assert (frame.mec_kib * 8192 == frame.mec_bits).all()
    assert (frame.mec_kb * 8000 == frame.mec_bits).all()
    assert (frame.parameters - frame.parameters_without_classifier == 1000 * (embedding + 1)).all()
    elements = 3 * frame.input_size_px**2
    assert frame.g_elements.tolist() == pytest.approx((elements / embedding).tolist())
    assert (frame.g_bits_one_bit == 8 * frame.g_elements).all()
    assert (frame.g_bits_float32 == frame.g_elements / 4).all()


def test_every_accuracy_of_the_backbones_has_its_source_and_input_size(build):
    frame = table_of(backbones.build_section(build), "backbones").frame
    shown = frame[frame.top1_percent.notna()]
    assert len(shown) >= 7
    assert shown.top1_source.notna().all()
    assert shown.top1_input_size_px.notna().all()
    resnets = shown[shown.backbone.str.startswith("ResNet")]
    assert (resnets.top1_input_size_px == 299).all()


def test_findings_of_the_backbones(build):
    facts = backbones.build_section(build).facts
    assert facts["resnets_share_mec_and_g"] is True
    assert facts["smallest_mec"]["backbone"] == "DenseNet121"
    assert facts["largest_mec"]["backbone"] == "NASNetLarge"
    assert facts["resnet_parameter_ratio"] == pytest.approx(44_675_560 / 25_613_800)
    assert facts["resnet_gain_points"] == pytest.approx(77.2 - 76.0, abs=0.1)


def test_layers_of_the_mnist_networks_add_up(build):
    records = build.study("mnist-networks")
    sums = layers_table(records).frame.groupby("network")["parameters"].sum()
    assert sums.to_dict() == {"CNN1": 29_034, "CNN2": 4_841}


def test_compression_of_a_chain_is_the_product_of_its_stages(build):
    frame = compression_table(build.study("mnist-networks")).frame
    assert set(frame.network) == {"CNN1", "CNN2", "CNN2, first stage alone"}
    for _, stages in frame.groupby("network"):
        assert stages.input_elements.iloc[0] == 784
        assert stages.input_elements.tolist()[1:] == stages.output_elements.tolist()[:-1]
        assert stages.g_total_elements.tolist() == pytest.approx(stages.g_elements.cumprod())
        for row in stages.itertuples():
            assert prod(map(int, row.output_shape.split("×"))) == row.output_elements


def test_sizes_add_up_and_are_not_rounded(build):
    frame = size_table(build.study("mnist-networks")).frame
    parts = frame.input_mib + frame.forward_backward_mib + frame.parameter_mib
    assert parts.tolist() == pytest.approx(frame.total_mib.tolist())
    assert (frame.total_mib * 1024**2 == frame.total_bytes).all()


def test_ratios_of_the_mnist_networks(build):
    facts = network_facts(build.study("mnist-networks"))
    assert facts["mec_ratio"] == 15_690 / 3_760
    assert facts["parameter_ratio"] == 29_034 / 4_841
    assert facts["g_ratio"] == pytest.approx(784 / 375 / 0.5)
    assert round(facts["size_ratio"], 1) == 8.2


def run(network, seed, correct, of=16):
    return record(
        "mnist",
        {"network": network, "batch_norm": True, "seed": seed},
        {
            "test_correct_bitmap": f"{correct:0{of // 4}x}",
            "test_correct": correct.bit_count(),
            "test_examples": of,
        },
    )


def test_the_comparison_counts_the_digits_that_one_network_alone_gets_right():
    runs = [run("cnn1", 42, 0b1111_0000_1111_0000), run("cnn2", 42, 0b1111_1111_0000_0111)]
    (row,) = comparison_frame(runs).itertuples()
    assert (row.only_cnn1_correct, row.only_cnn2_correct) == (4, 7)
    assert row.difference_points == pytest.approx(100 * (11 - 8) / 16)
    assert row.mcnemar_p == pytest.approx(2 * sum((1, 11, 55, 165, 330)) / 2**11)


def test_all_studies_are_known():
    assert len({study.name for study in catalogue.all_studies()}) == len(catalogue.all_studies())


@pytest.fixture(scope="module")
def published():
    """Folder of the data that the build on this machine publishes, if there is one."""
    build = Path(os.environ.get("MEC_BUILD_DIR", ROOT / "build"))
    folder = build / "pages" / "data"
    if not folder.is_dir():
        pytest.skip(f"no pages in {build}: run `nox -s build` first")
    return folder


@pytest.fixture(scope="module")
def tables(published):
    """Every published table and the data of every figure, as their JSON describes them."""
    files = [path.with_suffix(".json") for path in sorted(published.glob("*.csv"))]
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}


def test_the_ids_in_use_stay_in_use(tables):
    assert set(tables) >= IDS_IN_USE


def test_columns_are_in_snake_case_with_their_unit(tables):
    for identifier, table in tables.items():
        for column in table["columns"]:
            name, unit = column["name"], column["unit"]
            assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name), (identifier, name)
            if unit in UNITS_IN_NAMES:
                assert UNITS_IN_NAMES[unit] in name.split("_"), (identifier, name, unit)


def test_csv_and_json_hold_the_same_numbers(tables, published):
    for identifier, table in tables.items():
        frame = pd.read_csv(published / f"{identifier}.csv", dtype=object, keep_default_na=False)
        assert list(frame) == [column["name"] for column in table["columns"]], identifier
        for column in table["columns"]:
            name = column["name"]
            values = ["" if row[name] is None else row[name] for row in table["rows"]]
            if column["type"] == "text":
                assert frame[name].tolist() == [str(value) for value in values], identifier
            else:
                number = float if column["type"] == "number" else int
                assert [cell and number(cell) for cell in frame[name]] == values, identifier


def read_value(text):
    """The number that a cell of a page stands for, None where it has none."""
    plain = text.replace(",", "")
    if text == MISSING:
        return None
    return int(plain) if plain.lstrip("-").isdigit() else float(plain)


def read_number(cell):
    """A cell of a page as a number; "<0.0001" is shown for what is above zero, and below half."""
    text = unescape(cell).replace(",", "")
    return 0.0 if text.startswith("<") else float(text)


def read_shown(page):
    """The cells of each table that stands whole in a page: id, column, value, what is seen."""
    for identifier, body in re.findall(
        r'id="table-([a-z0-9-]+)" aria-label.*?(<table.*?</table>)', page, re.S
    ):
        names = re.findall(r'<th scope="col" data-name="([^"]+)"', body)
        for row in re.findall(r"<tr[^>]*><th scope=.row.*?</tr>", body, re.S):
            cells = re.findall(r"<t[hd]([^>]*)>(.*?)</t[hd]>", row, re.S)
            for name, (attributes, text) in zip(names, cells, strict=True):
                value = re.search(r' data-value(?:="([^"]+)")?', attributes)
                if value:
                    seen = unescape(re.sub("<[^>]+>", "", text))
                    yield identifier, name, value[1] or seen, seen


def test_the_page_shows_the_numbers_of_the_files(tables, published):
    """What a reader sees is the raw value, rounded; and it is the value of the files."""
    counted = 0
    for path in published.parent.rglob("*.md"):
        seen = {}
        for identifier, name, value, text in read_shown(path.read_text(encoding="utf-8")):
            if identifier not in tables:
                continue  # it is of its page alone
            seen.setdefault((identifier, name), []).append(read_value(value))
            if value == MISSING:
                continue
            digits = len(text.partition(".")[2])
            error = abs(read_number(text) - read_value(value))
            assert error <= 0.50001 * 10**-digits, (identifier, name, text)
            counted += 1
        for (identifier, name), values in seen.items():
            raw = [row[name] for row in tables[identifier]["rows"]]
            assert values == raw, (identifier, name)
    assert counted > 500
