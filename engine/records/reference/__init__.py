"""The reference: the paper profile as it was once computed, kept in the repository."""

from typing import Final

FOLDER: Final = "docs/paper-run"
"""Where it stands in a checkout."""

PROFILE: Final = "paper"
"""What of the report it holds."""
