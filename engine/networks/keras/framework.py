"""Importing Keras without what TensorFlow says about the machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from engine.networks.extras import require, require_framework
from engine.networks.one_process import make_room_for_both


def import_keras() -> ModuleType:
    """Import Keras with its TensorFlow backend started, and return it.

    TensorFlow writes about processors and absent GPUs to the standard error of the process,
    whatever its log level, while it is imported and starts. None of it concerns shapes.
    Torch may be imported before or after.

    Raises:
        MissingPackageError: If Keras, or the backend that it is set to, is not installed.
    """
    require("keras")
    make_room_for_both()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _without_stderr():
        try:
            import keras
        except ModuleNotFoundError as error:
            require_framework(error.name or "")  # the backend that Keras is set to
            raise
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
