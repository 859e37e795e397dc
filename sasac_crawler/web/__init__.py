"""The page to read it all: Datasette on an archive, with our pages."""
