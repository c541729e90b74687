"""Importing Keras without what TensorFlow says about the machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


def import_keras() -> ModuleType:
    """Import Keras with its TensorFlow backend started, and return it.

    TensorFlow writes about processors and absent GPUs to the standard error of the process,
    whatever its log level, while it is imported and starts. None of it concerns shapes.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _without_stderr():
        import keras

        keras.ops.zeros(())
    module: ModuleType = keras
    return module


@contextmanager
def _without_stderr() -> Iterator[None]:
    """Send what the process writes to standard error nowhere, native code's messages included."""
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
