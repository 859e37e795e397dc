-- Documents that are cited most, by number or title, and the article that is the document where there is one.
-- :limit = 50    rows at most
SELECT canonical AS cited, kind, count(DISTINCT article_id) AS articles, max(resolved_to) AS id
FROM citations_resolved
GROUP BY canonical, kind
ORDER BY articles DESC, cited
LIMIT :limit
