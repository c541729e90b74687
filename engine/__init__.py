"""Memory-equivalent capacity of neural networks: the computation behind the report."""

from typing import Final

__version__: Final = "0.1.0"
