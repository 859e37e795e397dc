"""Scrapy item pipelines, thin: annotations, normalize, deduplicate, store."""
