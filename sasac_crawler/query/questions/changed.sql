-- Articles that say something else than before, with the fields that changed; cause "rules" means that we read them otherwise.
-- :since = '0000'   first day on which the change was seen
-- :site = NULL      only this site
-- :limit = 200      rows at most
SELECT v.seen_until AS seen, p.site, v.cause, v.changed_fields AS changed, v.article_id AS id, v.version, a.title, v.url
FROM article_versions v
JOIN articles a ON a.id = v.article_id
LEFT JOIN appearances p ON p.url = v.url
WHERE v.seen_until >= :since AND (:site IS NULL OR p.site = :site)
ORDER BY v.seen_until DESC, v.article_id, v.version DESC
LIMIT :limit
