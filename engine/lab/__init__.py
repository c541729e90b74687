"""What experiments are made with: data, training, memorising, separability, statistics."""
