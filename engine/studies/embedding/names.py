"""What embeddings are measured of, by the names of records."""

from typing import Final

NETWORKS: Final = ("cnn1", "cnn2")
PIXELS: Final = "pixels"
"""In place of a network: the images themselves, as a yardstick."""

CLASSES: Final = 10
