"""The forms in which a terminal shows numbers."""

from enum import StrEnum


class Format(StrEnum):
    """In what form a measurement is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
