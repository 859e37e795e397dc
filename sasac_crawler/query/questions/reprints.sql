-- Texts that stand in several places, most reprinted first, with the place they were first in.
-- :limit = 50    rows at most
SELECT r.first_id AS id, count(*) AS places, count(DISTINCT r.site) AS sites, max(r.days_after) AS last_after_days,
  a.source_name AS source, a.date_published AS date, a.title
FROM reprints r JOIN articles a ON a.id = r.first_id
GROUP BY r.first_id
ORDER BY places DESC, id
LIMIT :limit
