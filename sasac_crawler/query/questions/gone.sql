-- Pages that were withdrawn: found gone twice, at least a day apart. Their text is kept.
-- :since = '0000'   first day on which they were found gone
-- :site = NULL      only this site
-- :limit = 200      rows at most
SELECT p.gone_since, p.last_seen, p.site, p.article_id AS id, p.title, p.date_published AS date,
  a.gone_since IS NULL AS still_elsewhere, p.url, p.capture_id
FROM appearances p JOIN articles a ON a.id = p.article_id
WHERE p.gone_since >= :since AND (:site IS NULL OR p.site = :site)
ORDER BY p.gone_since DESC, p.url
LIMIT :limit
