-- Sources (来源) of the articles, most frequent first.
-- :site = NULL   only this site
-- :limit = 50    rows at most
SELECT source_name AS source, source_id, count(*) AS articles, count(DISTINCT site) AS sites,
  min(date_published) AS oldest, max(date_published) AS newest
FROM articles
WHERE source_name IS NOT NULL AND (:site IS NULL OR site = :site)
GROUP BY source_name, source_id
ORDER BY articles DESC, source
LIMIT :limit
