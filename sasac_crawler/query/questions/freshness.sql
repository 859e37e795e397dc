-- How fresh each channel is: its newest article by date, when something new was last found, when it was last looked at.
-- :site = NULL   only this site
SELECT c.site, c.channel, c.name_zh AS name, max(p.date_published) AS newest_article, max(p.first_seen) AS last_new,
  max(p.last_seen) AS last_article_seen,
  (SELECT max(f.done_at) FROM frontier f WHERE f.site = c.site AND f.channel = c.channel AND f.kind = 'list') AS list_read,
  count(DISTINCT p.article_id) AS articles
FROM channels c
LEFT JOIN appearances p ON p.site = c.site AND p.channel = c.channel
WHERE :site IS NULL OR c.site = :site
GROUP BY c.site, c.channel
ORDER BY newest_article, c.site, c.channel
