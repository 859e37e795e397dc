"""Bytes -> ScrapedArticle or ListPage. Pure: no network, no disk, no clock."""
