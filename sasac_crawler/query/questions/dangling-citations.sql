-- Documents that are cited and not in the archive, most cited first.
-- :limit = 50    rows at most
SELECT canonical AS cited, kind, count(*) AS articles, min(article_id) AS example
FROM citations_resolved
WHERE resolved_to IS NULL
GROUP BY canonical, kind
ORDER BY articles DESC, cited
LIMIT :limit
