"""Records of the atlas for tests: a few architectures of each library."""

from dataclasses import replace

from engine.records.source import Source
from engine.records.store import Build
from tests.exhibits.report_samples import make_record


def measured(features, *, labels=1000, parameters=10**6, multiply_adds=10**9, input_px=224):
    """Return what is measured of a network whose decision layer is a dense one."""
    bits = labels * (features + 1) if labels else None
    readings = ("decision_layer", "width_capped", "running_minimum", "all_parameters")
    return {
        "input_shape": [input_px, input_px, 3],
        "embedding_shape": [features],
        "embedding_elements": features,
        "classifier_layers": ["fc"] if labels else [],
        "classifier_sizes": [features, labels] if labels else [],
        "classifier_thresholds": [True] if labels else [],
        "positions": 1 if labels else 0,
        "mec_bits": dict.fromkeys(readings, bits),
        "parameters": parameters,
        "parameters_by_kind": {"dense": bits or 0},
        "convolution_thresholds": 0,
        "auxiliary_parameters": 0,
        "classifier_parameters": bits or 0,
        "multiply_adds": multiply_adds,
    }


def timm_model(name, features, *, labels=1000, input_px=224, **numbers):
    """Return an architecture as a record of timm has it."""
    kind = {1000: "classifier", 0: "feature extractor"}.get(labels, "other labels")
    return {
        "name": name,
        "measured": measured(features, labels=labels, input_px=input_px, **numbers),
        "classifier": [],
        "kind": kind,
        "labels": labels,
        "input_px": input_px,
    }


def timm_source(family, *models):
    """Return a result of the study `atlas-timm`."""
    names = [model["name"] for model in models]
    params = {"library": "timm", "family": family, "architectures": names}
    return Source(params, {"models": list(models)})


def library_source(library, name, family, features, *accuracies):
    """Return a result of `atlas-keras` or `atlas-torchvision`; accuracies are key and percent."""
    told = [
        {"source_key": key, "input_size": 224, "top1_percent": top1} for key, top1 in accuracies
    ]
    result = {
        "family": {"name": family, "year": 2015, "key": "he2015"},
        "measured": measured(features),
        "classifier": [],
        "accuracies": told,
    }
    return Source({"library": library, "backbone": name}, result)


def make_build(**sources):
    """Return a build with results of studies, by name with underscores."""
    records = {name.replace("_", "-"): found for name, found in sources.items()}
    return Build(
        "standard",
        {
            study: tuple(
                replace(make_record(study, **one.params), result=one.result) for one in found
            )
            for study, found in records.items()
        },
    )
