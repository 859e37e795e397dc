"""Scrapy extensions: run report and progress."""
