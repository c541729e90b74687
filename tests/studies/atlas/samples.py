"""A small atlas: an architecture in three libraries, one alone, one without a classifier."""

from itertools import pairwise

import pandas as pd

from engine.exhibits.readings import READINGS
from engine.exhibits.table import Column, Table
from engine.records.key import Inputs, record_key
from engine.records.record import Record

INPUTS = Inputs(code="c0de" * 16, data={}, packages={"timm": "1.0.31"})
MADE = {"seconds": 1.0, "cpu": "A CPU", "python": "3.11.9", "commit": "abc", "time": "now"}
RESNET = {
    "name": "ResNet",
    "key": "he2016",
    "title": "Deep Residual Learning",
    "authors": "Kaiming He",
    "year": 2015,
    "arxiv": "1512.03385",
}
ACCURACY = {
    "source_key": "keras-io",
    "model": "ResNet50",
    "alpha": None,
    "input_size": 224,
    "top1_percent": 74.9,
    "top5_percent": 92.1,
    "note": "single crop",
    "source": "keras.io",
}


def _layer(name, inputs, neurons):
    bits = (inputs + 1) * neurons
    return {
        "name": name,
        "inputs": inputs,
        "neurons": neurons,
        "threshold": True,
        "parameters_bits": bits,
        "cap_bits": dict.fromkeys(READINGS),
        "capacity_bits": dict.fromkeys(READINGS, bits),
    }


def measured(*sizes, parameters=25_000_000, positions=1):
    """What a record says of a network whose classifier has these sizes."""
    layers = [_layer(f"fc{place}", *pair) for place, pair in enumerate(pairwise(sizes))]
    dense = sum(layer["parameters_bits"] for layer in layers)
    bits = layers[-1]["parameters_bits"] if layers else 0
    numbers = {
        "input_shape": [224, 224, 3],
        "embedding_elements": sizes[0],
        "positions": positions,
        "mec_bits": {**dict.fromkeys(READINGS, bits), "all_parameters": dense},
        "parameters": parameters,
        "parameters_by_kind": {"dense": dense, "convolution": parameters - dense},
        "classifier_parameters": dense,
        "multiply_adds": 4_100_000_000,
    }
    return {"measured": numbers, "classifier": layers}


def _record(params, result):
    study = f"atlas-{params['library']}"
    return Record(study, params, record_key(study, params, INPUTS), INPUTS, result, MADE)


def _backbone(library, name, result):
    shared = {"family": RESNET, "accuracies": [ACCURACY] if library == "keras" else []}
    return _record({"library": library, "backbone": name}, {**shared, **result})


def _timm(family, **models):
    result = {
        "models": [
            {"name": name, **result, "kind": "classifier", "labels": 1000, "input_px": 224}
            for name, result in models.items()
        ]
    }
    params = {"library": "timm", "family": family, "architectures": sorted(models)}
    return _record(params, result)


RECORDS = (
    _backbone("keras", "ResNet50", measured(2048, 1000)),
    _backbone("torchvision", "resnet50", measured(2048, 1000)),
    _timm(
        "resnet",
        resnet101=measured(2048, 1000, parameters=44_000_000),
        resnet50=measured(2048, 1000),
        resnet_x={"failure": "no handler for fold"},
    ),
    _timm("vgg", vgg_16=measured(25_088, 4096, 4096, 1000, parameters=138_000_000)),
    _timm("tresnet", tresnet_m=measured(512, 10)),
)
"""ResNet-50 of three libraries and its kin; a stack of three layers; one with other labels."""

INTEGERS = (
    "year",
    "input_size_px",
    "embedding_elements",
    "positions",
    "dense_layers",
    *(f"{reading}_bits" for reading in READINGS),
    "parameters",
    "parameters_without_classifier",
    "multiply_adds",
    "weights",
)
_TOP1 = {"resnet50": [80.0, 76.125], "resnet101": [82.25], "vgg_16": [71.6]}


def models():
    """One row an architecture, with the columns that `models_frame` promises."""
    rows = []
    for record in RECORDS:
        library = record.params["library"]
        one = [{"name": record.params.get("backbone"), **record.result}]
        results = record.result.get("models", one)
        rows += [_model(library, record.params, result) for result in results]
    return pd.DataFrame(rows).astype(dict.fromkeys(INTEGERS, "Int64"))


def _model(library, params, result):
    name, family = result["name"], params.get("family", "ResNet")
    slug = family.lower()
    top1 = pd.Series(_TOP1.get(name, []) if library == "timm" else [74.9], dtype=float)
    return {
        "model": name,
        "address": f"atlas/{slug}/#{library}-{name.lower().replace('_', '-')}",
        "library": library,
        "family": family,
        "slug": slug,
        "kind": "other labels" if name == "tresnet_m" else "classifier",
        "year": None if library == "timm" else 2015,
        **_numbers(result.get("measured"), len(result.get("classifier", ()))),
        "weights": len(top1),
        "top1_percent": top1.median(),
        "top1_lowest_percent": top1.min(),
        "top1_highest_percent": top1.max(),
    }


def _numbers(numbers, layers):
    if numbers is None:
        return {}
    return {
        "input_size_px": 224,
        "embedding_elements": numbers["embedding_elements"],
        "positions": 1,
        "dense_layers": layers,
        **{f"{reading}_bits": numbers["mec_bits"][reading] for reading in READINGS},
        "g_elements": 73.5,
        "g_bits_float32": 18.375,
        "g_bits_one_bit": 588.0,
        "parameters": numbers["parameters"],
        "parameters_without_classifier": numbers["parameters"] - numbers["classifier_parameters"],
        "multiply_adds": numbers["multiply_adds"],
    }


def weights():
    """One row a pair of weights and input size, as `weights_frame` promises."""
    addresses = models().query("library == 'timm'").set_index("model")
    return pd.DataFrame(
        [
            {
                "weights": f"{name}.{tag}_in1k",
                "architecture": name,
                "model_address": addresses.loc[name, "address"],
                "tag": f"{tag}_in1k",
                "training_data": "ImageNet-1k",
                "input_size_px": 224,
                "crop_fraction": 0.95,
                "parameters": int(addresses.loc[name, "parameters"]),
                "top1_percent": top1,
                "top5_percent": 95.0,
                "real_labels_top1_percent": 86.5,
                "imagenet_v2_top1_percent": 69.5,
                "sketch_top1_percent": 28.0,
                "adversarial_top1_percent": None if name == "vgg_16" else 15.5,
                "rendition_top1_percent": 39.0,
                "decision_layer_bits": int(addresses.loc[name, "decision_layer_bits"]),
            }
            for name, values in _TOP1.items()
            for tag, top1 in zip(("a1", "a2"), values, strict=False)
        ]
    )


def tables():
    """The two tables of all architectures and of all weights, drawn by a script."""
    return [
        _window("atlas-models", models(), link="address"),
        _window("atlas-weights", weights(), link="model_address"),
    ]


def _window(identifier, frame, link):
    shown = [name for name in frame.columns if name != link]
    columns = [
        Column(name, name, _type(frame[name]), digits=2, in_latex=place < 6)
        for place, name in enumerate(shown)
    ]
    columns[0] = Column(shown[0], shown[0], link=link)
    return Table(
        identifier,
        identifier,
        "Caption.",
        tuple(columns),
        frame,
        RECORDS,
        filterable=True,
        shown="window",
    )


def _type(values):
    if values.name == "year":
        return "year"
    if pd.api.types.is_integer_dtype(values):
        return "integer"
    return "number" if pd.api.types.is_numeric_dtype(values) else "text"
