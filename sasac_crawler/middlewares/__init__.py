"""Scrapy downloader middlewares: address guard, capture, challenge detection."""
