-- Articles published on the sites of each province (ISO 3166-2) in each month.
-- :since = '0000'   first month, like 2021-01
-- :until = '9999'   last month
SELECT s.iso_3166_2 AS province, substr(p.date_published, 1, 7) AS month, count(DISTINCT p.article_id) AS articles,
  count(*) AS pages
FROM appearances p JOIN sites s ON s.slug = p.site
WHERE length(p.date_published) >= 7
  AND substr(p.date_published, 1, 7) >= :since AND substr(p.date_published, 1, 7) <= :until
GROUP BY 1, 2
ORDER BY 1, 2
