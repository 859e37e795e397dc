-- How each site fared in each run, newest run first.
-- :site = NULL   only this site
-- :limit = 200   rows at most
SELECT r.started, r.run_id, s.site, s.verdict, s.reason
FROM run_sites s JOIN runs r ON r.run_id = s.run_id
WHERE :site IS NULL OR s.site = :site
ORDER BY r.started DESC, r.run_id, s.site
LIMIT :limit
