"""The same work on several machines: a Dask task a site, a bundle a task, one archive in the end."""
