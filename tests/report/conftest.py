import pytest
from report_samples import Report


@pytest.fixture
def report(tmp_path):
    """A report of a few pages, to add to and to fill."""
    return Report(tmp_path)
