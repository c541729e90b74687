"""What a trained model is given of each row of a table."""

from enum import StrEnum


class Inputs(StrEnum):
    """The columns of a table as a model takes them."""

    RAW = "raw"
    """The columns as they stand in the file."""

    ENCODED = "encoded"
    """The columns encoded and standardised, or the `x` of an .npz file as it stands."""
