"""Computing on the workers of a dask cluster, which may come and go."""
