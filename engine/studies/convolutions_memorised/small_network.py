"""The small convolutional networks, each described once as data."""

from engine.networks.mnist_cnn import CnnSpec, Stage, Window

_SIDE, _KERNEL = 8, 3


def make_spec(filters: int, pooling: int) -> CnnSpec:
    """Return a network of one stage for images of 8 x 8 pixels, with one output.

    Args:
        filters: Of a convolution with windows of 3 x 3.
        pooling: Side of the window of the pooling, which is its stride as well; 1 pools nothing.
    """
    stage = Stage(filters, convolution=Window(_KERNEL, 1), pooling=Window(pooling, pooling))
    title = f"{filters} filters, {'max-pooling' if pooling > 1 else 'no pooling'}"
    return CnnSpec("small", title, (stage,), batch_norm=False, size=_SIDE, classes=1)
