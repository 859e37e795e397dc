-- Sources that the table of organisations does not know yet, most frequent first.
-- :limit = 50    rows at most
SELECT source_name AS source, count(*) AS articles, group_concat(DISTINCT site) AS sites, min(url) AS example
FROM articles
WHERE source_name IS NOT NULL AND source_id IS NULL
GROUP BY source_name
ORDER BY articles DESC, source
LIMIT :limit
