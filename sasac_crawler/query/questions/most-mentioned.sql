-- Organisations named in the articles, most often first.
-- :kind = NULL   only organisations of this kind
-- :limit = 50    rows at most
SELECT o.name, o.short_name, o.kind, count(*) AS articles, sum(m.times) AS times, o.id
FROM mentions m JOIN organizations o ON o.id = m.org_id
WHERE :kind IS NULL OR o.kind = :kind
GROUP BY o.id
ORDER BY articles DESC, o.id
LIMIT :limit
