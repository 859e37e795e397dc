"""The frontier as Scrapy's scheduler, and one spider for every site profile."""
