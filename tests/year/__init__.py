"""A scripted year in the life of sites, and the crawls of every day of it."""
