"""Synthetic sites, one per platform, with a truth of what a perfect crawl must find."""
