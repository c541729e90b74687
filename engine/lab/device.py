"""Where training computes: the processor, or a GPU that somebody asked for by hand."""

CPU = "cpu"
DEVICES = (CPU, "cuda")


class DeviceError(Exception):
    """There is no such device here; the message says what torch sees, and what to do."""


def prepare_device(device: str) -> str:
    """Make a device ready to compute in single precision, and return what it is called.

    A GPU would round the factors of its products to ten bits (TF32) unless told not to.

    Args:
        device: "cpu" or "cuda".

    Raises:
        DeviceError: If torch sees no such device.
    """
    if device not in DEVICES:
        raise DeviceError(f"the device {device!r} is not known; it can be {' or '.join(DEVICES)}")
    if device == CPU:
        return CPU
    import torch

    if not torch.cuda.is_available():
        cause = (
            f"it was built for CUDA {torch.version.cuda}, and finds no GPU or no driver"
            if torch.version.cuda
            else "it is a build without CUDA; UV_TORCH_BACKEND=cu130 and the like ask for another"
        )
        raise DeviceError(
            f"the device {device!r} is not there: torch {torch.__version__} sees no GPU ({cause}). "
            "Leave --device out to compute on the processor"
        )
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    return str(torch.cuda.get_device_name())
