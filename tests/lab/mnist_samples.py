"""Files in the form of MNIST's."""


def idx(array):
    """Return an array as the content of an idx file."""
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()
