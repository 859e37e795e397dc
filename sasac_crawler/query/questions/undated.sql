-- Articles without a date of publication that could be read, with what the page printed.
-- :site = NULL   only this site
-- :limit = 200   rows at most
SELECT id, site, channel, date_published_raw AS printed, title, url
FROM articles
WHERE date_published IS NULL AND (:site IS NULL OR site = :site)
ORDER BY site, channel, id
LIMIT :limit
