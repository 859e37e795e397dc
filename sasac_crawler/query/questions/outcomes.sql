-- How the URLs of each site ended: what was read, what was not to be had, and why.
-- :site = NULL   only this site
SELECT site, kind, state, coalesce(outcome, '') AS outcome, count(*) AS urls, min(url) AS example
FROM frontier
WHERE :site IS NULL OR site = :site
GROUP BY 1, 2, 3, 4
ORDER BY site, urls DESC, kind, state, outcome
