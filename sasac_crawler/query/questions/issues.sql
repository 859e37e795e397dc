-- Doubts recorded on articles and pages, by code and site.
-- :site = NULL   only this site
SELECT code, site, count(*) AS times, count(DISTINCT article_id) AS articles, min(first_seen) AS since, min(url) AS example
FROM issues
WHERE :site IS NULL OR site = :site
GROUP BY code, site
ORDER BY times DESC, code, site
