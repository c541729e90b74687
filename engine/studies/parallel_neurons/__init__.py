"""Rules 1 and 3: what neurons in parallel store, and what one output says."""
