"""Measures backbones with Keras, in a process of its own: `python golden_backbones.py NAME...`.

A name may carry a width multiplier, "MobileNetV2@1.4". Prints JSON: for each name what the engine
measures, and beside it the parameters as Keras itself counts them.
"""

import json
import sys

from engine.networks.catalogue.backbones import build
from engine.networks.measurement import measure


def main(names):
    measured = {}
    for name in names:
        backbone, _, alpha = name.partition("@")
        options = {"alpha": float(alpha)} if alpha else {}
        measured[name] = {
            **measure(build("keras", backbone, **options)),
            "counted_by_keras": count_by_keras(backbone, options),
        }
    sys.stdout.write(json.dumps(measured))


def count_by_keras(backbone, options):
    import keras

    with keras.StatelessScope(initialize_variables=False):
        model = getattr(keras.applications, backbone)(weights=None, **options)
    return model.count_params()


if __name__ == "__main__":
    main(sys.argv[1:])
