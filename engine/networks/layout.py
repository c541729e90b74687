"""Where a tensor has its channels: the shape of one example, channels last, whatever the layout.

The spatial axes of a tensor are its last ones where the channels come before them, and none where
the channels are last. They are followed through reshaping and permuting.
"""

from collections.abc import Sequence

from engine.networks.layers import Shape


def channels_last(sizes: Sequence[int], spatial: Shape, *, batch: int) -> Shape:
    """Return the shape of one example, channels last.

    Args:
        sizes: Sizes of all axes of a tensor. Axis 0 is dropped if it has the size of the batch;
            otherwise the batch has been folded into something that belongs to the example.
        spatial: The last axes, where the channels come before them; empty for channels last.
        batch: Examples in the batch.
    """
    example = tuple(sizes[1:]) if sizes and sizes[0] == batch else tuple(sizes)
    if not spatial or len(example) <= len(spatial):
        return example
    return (*spatial, *example[: -len(spatial)])


def spatial_after(output_sizes: Sequence[int], input_sizes: Sequence[int], spatial: Shape) -> Shape:
    """Return the spatial axes of what a function makes of a tensor whose axes it does not permute.

    They stay the last ones if the number of axes stays, or if they keep their sizes while the
    channels before them are split or joined.
    """
    count = len(spatial)
    if len(output_sizes) == len(input_sizes):
        return tuple(output_sizes[-count:]) if count else ()
    keeps_sizes = tuple(output_sizes[-count:]) == spatial and len(output_sizes) >= count + 2
    return spatial if keeps_sizes else ()


def spatial_after_permutation(
    output_sizes: Sequence[int], order: Sequence[int], spatial: Shape
) -> Shape:
    """Return the spatial axes after a permutation of all axes.

    Moving the channels of a map from axis 1 to the end, or back, switches between the layouts; a
    permutation of three axes is one of positions and channels, which stay last.
    """
    axes = tuple(axis % len(order) for axis in order)
    last, count = len(axes) - 1, len(spatial)
    if count:
        return spatial if axes[-count:] == tuple(range(last + 1 - count, last + 1)) else ()
    moves_channels_first = last > 2 and axes == (0, last, *range(1, last))
    return tuple(output_sizes[2:]) if moves_channels_first else ()
