"""One stage of a small convolutional network, forward and backward, batch innermost.

The arithmetic of `engine.lab.batch_innermost`, which says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.networks.mnist_cnn import Window

if TYPE_CHECKING:
    from torch import Tensor, nn


class Stage:
    """Convolution, ReLU, max-pooling and, if it has it, batch normalization.

    Shapes: images enter as (C, H, W, B), with a margin of zeros that the convolution pads; its F
    filters leave (F, h, h, B), with the margin of the pooling; that leaves (F, p, p, B). A margin
    of zeros stands for nothing in pooling too, since after ReLU no value is smaller.
    """

    def __init__(
        self,
        convolution: Any,  # noqa: ANN401
        _relu: nn.Module,
        pooling: Any,  # noqa: ANN401
        normalization: Any = None,  # noqa: ANN401
    ) -> None:
        self._convolution, self._normalization = convolution, normalization
        self._window = Window(
            convolution.kernel_size[0], convolution.stride[0], convolution.padding[0]
        )
        self._pooling = Window(pooling.kernel_size, pooling.stride, pooling.padding)
        layers = (convolution, normalization) if normalization else (convolution,)
        self.parameters = [parameter for one in layers for parameter in (one.weight, one.bias)]

    def reserve(self, size: int, images: Tensor) -> int:
        """Reserve memory for images of side `size`, and return the side of what leaves."""
        batch, layer = len(images), self._convolution
        channels, filters = layer.in_channels, layer.out_channels
        kernel, margin, pool_margin = (
            self._window.kernel,
            self._window.padding,
            self._pooling.padding,
        )
        convolved = self._window.output_size(size)
        padded, pooled = convolved + 2 * pool_margin, self._pooling.output_size(convolved)

        def pair(*shape: int) -> tuple[Tensor, Tensor]:
            return images.new_zeros(shape), images.new_zeros(shape)

        entering = pair(channels, size + 2 * margin, size + 2 * margin, batch)
        self._entering, self._grad_entering = entering
        self.entry, self.grad_entry = (_cut_margin(one, margin) for one in entering)
        self._columns, self._grad_columns = pair(channels * kernel**2, convolved**2 * batch)
        self._convolved = images.new_zeros(filters, convolved, convolved, batch)
        self._active, self._grad_active = pair(filters, padded, padded, batch)
        self._wide, self._grad_wide = pair(filters, padded, pooled, batch)
        self._pooled, self._grad_pooled = pair(filters, pooled, pooled, batch)
        leads = range(self._pooling.kernel - 1)
        self._leads_wide = [images.new_zeros(self._wide.shape) for _ in leads]
        self._leads_pooled = [images.new_zeros(self._pooled.shape) for _ in leads]
        return pooled

    def make_output(self) -> Tensor:
        """Return memory for what leaves, (F, p, p, B)."""
        return self._pooled.new_zeros(self._pooled.shape)

    def forward(self, out: Tensor) -> None:
        """Compute what leaves from what lies in `entry`, and write it to `out`, (F, p, p, B)."""
        self._convolve()
        _take_maximum(self._active, 2, self._pooling, self._wide)
        normalization = self._normalization
        pooled = self._pooled if normalization else out
        _take_maximum(self._wide, 1, self._pooling, pooled)
        if normalization:
            self._normalize(out)

    def backward(self, grad: Tensor, *, onwards: bool) -> list[Tensor]:
        """Return the gradients of the parameters, and write that of `entry` if it goes onwards.

        Args:
            grad: Gradient of what left, (F, p, p, B).
            onwards: Whether a stage before this one needs `grad_entry`.
        """
        grads = self._normalize_backward(grad) if self._normalization else []
        if not self._normalization:
            self._grad_pooled.copy_(grad)
        _send_to_maximum(
            self._grad_pooled, self._wide, 1, self._pooling, self._leads_pooled, self._grad_wide
        )
        _send_to_maximum(
            self._grad_wide, self._active, 2, self._pooling, self._leads_wide, self._grad_active
        )
        return self._convolve_backward(onwards=onwards) + grads

    def _convolve(self) -> None:
        import torch

        windows = _view_windows(self._entering, self._window)  # (C, k, k, h, h, B)
        self._columns.view(windows.shape).copy_(windows)
        weights = self._convolution.weight.detach().flatten(1)  # (F, C * k * k)
        convolved = self._convolved.flatten(1)  # (F, h * h * B)
        torch.mm(weights, self._columns, out=convolved)
        convolved += self._convolution.bias.detach()[:, None]
        active = _cut_margin(self._active, self._pooling.padding)
        torch.clamp_min(self._convolved, 0, out=active)

    def _convolve_backward(self, *, onwards: bool) -> list[Tensor]:
        import torch

        cut = self._pooling.padding
        active, grad_active = _cut_margin(self._active, cut), _cut_margin(self._grad_active, cut)
        _keep_where_positive(grad_active, active, self._convolved)
        grad = self._convolved.flatten(1)  # (F, h * h * B)
        if onwards:
            weights = self._convolution.weight.detach().flatten(1)
            torch.mm(weights.t(), grad, out=self._grad_columns)
            self._fold()
        grad_weights = (grad @ self._columns.t()).view(self._convolution.weight.shape)
        return [grad_weights, grad.sum(1)]

    def _fold(self) -> None:
        """Add up the gradients of the windows where these overlap.

        Windows a stride apart share no pixel within the first stride x stride of their kernel, so
        that these can be added at once; likewise the next ones.
        """
        windows = _view_windows(self._grad_entering.zero_(), self._window)  # (C, k, k, h, h, B)
        columns = self._grad_columns.view(windows.shape)
        stride = self._window.stride
        starts = range(0, self._window.kernel, stride)
        for row in starts:
            for column in starts:
                apart = (slice(None), slice(row, row + stride), slice(column, column + stride))
                windows[apart] += columns[apart]

    def _normalize(self, out: Tensor) -> None:
        import torch

        layer, rows = self._normalization, self._pooled.flatten(1)  # (F, p * p * B)
        count = rows.shape[1]
        if layer.training:
            mean = rows.sum(1, keepdim=True).div_(count)  # (F, 1)
            rows -= mean
            variance = torch.linalg.vector_norm(rows, dim=1).square_().div_(count)  # (F,)
            layer.num_batches_tracked += 1
            layer.running_mean.lerp_(mean[:, 0], layer.momentum)
            layer.running_var.lerp_(variance * (count / (count - 1)), layer.momentum)
        else:
            rows -= layer.running_mean[:, None]
            variance = layer.running_var
        self._inverse = (variance + layer.eps).rsqrt_()  # (F,)
        scale = self._inverse * layer.weight.detach()
        torch.mul(self._pooled, _per_channel(scale), out=out)
        out += _per_channel(layer.bias.detach())

    def _normalize_backward(self, grad: Tensor) -> list[Tensor]:
        import torch

        layer, centred = self._normalization, self._pooled  # (F, p, p, B)
        grad_bias = grad.sum((1, 2, 3))
        grad_weight = torch.mul(grad, centred, out=self._grad_pooled).sum((1, 2, 3))
        grad_weight *= self._inverse
        scale = self._inverse * layer.weight.detach()
        torch.mul(grad, _per_channel(scale), out=self._grad_pooled)
        if layer.training:
            scale /= centred[0].numel()
            centred *= _per_channel(scale * self._inverse * grad_weight)
            centred += _per_channel(scale * grad_bias)
            self._grad_pooled -= centred
        return [grad_weight, grad_bias]


def _take_maximum(values: Tensor, axis: int, window: Window, out: Tensor) -> None:
    """Write the maximum over windows along one axis to `out`."""
    import torch

    first, *others = _shift(values, axis, window)
    out.copy_(first) if not others else None
    for other in others:
        torch.maximum(first, other, out=out)
        first = out


def _send_to_maximum(
    grad: Tensor, values: Tensor, axis: int, window: Window, leads: list[Tensor], out: Tensor
) -> None:
    """Write to `out` the gradient of the values from that of their maxima.

    Of equal values the first gets it, as in torch. `grad` and `leads` are used up.
    """
    import torch

    first, *others = _shift(values, axis, window)
    for other, lead in zip(others, leads, strict=True):
        torch.sub(other, first, out=lead)
        first = torch.maximum(first, other) if other is not others[-1] else first
    out.zero_()
    first, *others = _shift(out, axis, window)
    for other, lead in zip(reversed(others), reversed(leads), strict=True):
        _keep_where_positive(grad, lead, lead)
        other += lead
        grad -= lead
    first += grad


def _keep_where_positive(grad: Tensor, values: Tensor, out: Tensor) -> None:
    """Write `grad` to `out` where the values are positive, and zero elsewhere."""
    import torch

    # Several times as fast as torch.where or a product with a mask.
    torch.ops.aten.threshold_backward.grad_input(grad, values, 0, grad_input=out)


def _shift(values: Tensor, axis: int, window: Window) -> list[Tensor]:
    """Return, for each place in a window along an axis, a view of what all windows have there."""
    length = values.shape[axis]
    last = (length - window.kernel) // window.stride * window.stride
    before = (slice(None),) * axis
    return [
        values[(*before, slice(place, place + last + 1, window.stride))]
        for place in range(window.kernel)
    ]


def _view_windows(images: Tensor, window: Window) -> Tensor:
    """View all windows of images (C, H, W, B) as (C, kernel, kernel, h, h, B), without copying."""
    kernel, stride = window.kernel, window.stride
    rows = images.unfold(1, kernel, stride)  # (C, h, W, B, kernel)
    return rows.unfold(2, kernel, stride).permute(0, 4, 5, 1, 2, 3)


def _cut_margin(images: Tensor, margin: int) -> Tensor:
    return images[:, margin : images.shape[1] - margin, margin : images.shape[2] - margin]


def _per_channel(values: Tensor) -> Tensor:
    return values[:, None, None, None]
