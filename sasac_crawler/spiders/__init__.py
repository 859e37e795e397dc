"""Scrapy spiders: one module per platform, one spider per site profile."""
