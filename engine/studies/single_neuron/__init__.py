"""Rule 2: what one neuron memorises, against Cover's theorem."""
