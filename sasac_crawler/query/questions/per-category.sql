-- Articles by category of the list they stand on.
-- :site = NULL   only this site
SELECT category, count(*) AS articles, min(date_published) AS oldest, max(date_published) AS newest
FROM articles
WHERE :site IS NULL OR site = :site
GROUP BY category
ORDER BY articles DESC, category
