"""What the tests of sizing share."""

import pytest


@pytest.fixture
def one_thread():
    """Small networks train fastest on one thread."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
