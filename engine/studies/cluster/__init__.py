"""What computing on a cluster takes: measured with few workers, estimated for many."""
