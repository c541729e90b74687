"""Both frameworks in one process, whichever a caller imports first.

A build of torch for CUDA brings Triton along. Triton loaded after TensorFlow ends the process in a
segmentation fault; loaded first, it lives beside it. Torch loads it late: with `torch._dynamo`,
which torchvision imports.
"""

import sys
from importlib import import_module
from importlib.util import find_spec

_SECOND = "tensorflow"
_FIRST = "triton"


def make_room_for_both() -> None:
    """Let tensorflow and torch be imported after this, in any order, as often as needed.

    Loads Triton where it is installed (a quarter of a second, without torch), and is done at once
    where it is not. If TensorFlow is there already it is too late for that: Triton is then hidden
    from torch in this process, as in a build of torch for the CPU, which has none.
    """
    if _FIRST in sys.modules:
        return
    if _SECOND in sys.modules:
        sys.modules[_FIRST] = None  # type: ignore[assignment]
    elif find_spec(_FIRST):
        import_module(_FIRST)
