"""ScrapedArticle -> Article. Pure: no network, no disk, no clock."""
