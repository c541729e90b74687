"""Images as a network takes them."""

import numpy as np
import pytest

from engine.lab.examples import make_examples

pytestmark = pytest.mark.framework


def test_images_are_normalised_to_minus_one_to_one():
    images = np.array([[[0, 255], [51, 102]]], dtype=np.uint8)
    examples = make_examples(images, np.array([7], dtype=np.uint8))
    assert examples.images.shape == (1, 1, 2, 2)
    np.testing.assert_allclose(examples.images[0, 0], [[-1, 1], [-0.6, -0.2]], atol=1e-6)
    assert examples.labels.tolist() == [7]
