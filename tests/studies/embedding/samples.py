"""Records of embeddings, as small as they may be."""

from dataclasses import replace

from tests.exhibits.report_samples import make_record

ELEMENTS = {"cnn1": 1568, "cnn2": 375, "pixels": 784}


def make_stop(step, reader, directions):
    return {
        "step": step,
        "marginal_bits": 300.0,
        "joint_bits": 10.9,
        "compressed_bits": 2500.0,
        "participation_ratio": directions,
        "spectral_entropy_bits": 5.0,
        "reader_bits": reader,
        "decision_bits": reader + 0.1,
        "accuracy": 0.9,
    }


def make_run(network, seed, *, before=2.0, after=3.0, narrowed=20.0):
    """A training: bits read before and after, and directions after, 20 before."""
    if network == "pixels":
        stops = [make_stop(0, 2.0, 30.0) | {"decision_bits": None, "accuracy": None}]
    else:
        stops = [make_stop(0, before, 20.0), make_stop(469, after, narrowed)]
    params = {
        "network": network,
        "seed": seed,
        "stops": [one["step"] for one in stops],
        "digits": 2000,
        "fitted_digits": 5000,
        "batch_size": 128,
        "learning_rate": 0.01,
    }
    if network == "pixels":
        del params["seed"]
    result = {
        "elements": ELEMENTS[network],
        "mec_bits": 10 * (ELEMENTS[network] + 1),
        "label_bits": 3.31,
        "training_digits": 60_000,
        "training_label_bits": 199_192.3,
        "stops": stops,
    }
    return replace(make_record("embedding-information", **params), result=result)


def make_runs(cnn1=(), cnn2=(), seeds=3):
    """Records of both networks and of the pixels; what a network has differs a little by seed."""
    runs = []
    for network, given in (("cnn1", dict(cnn1)), ("cnn2", dict(cnn2))):
        for seed in range(seeds):
            moved = {name: value * (1 + 0.01 * seed) for name, value in given.items()}
            runs.append(make_run(network, 42 + seed, **moved))
    return [*runs, make_run("pixels", None)]
