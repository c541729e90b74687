import pytest


@pytest.fixture
def one_thread():
    """Torch on one thread: tensors this small are slower on several."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
