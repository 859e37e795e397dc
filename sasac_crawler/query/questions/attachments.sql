-- Files that articles link to, by kind and by what came of them.
-- :site = NULL   only this site
SELECT coalesce(t.file_kind, t.kind) AS kind, coalesce(t.outcome, f.outcome, f.state, 'not_asked') AS outcome,
  count(*) AS links, count(DISTINCT t.sha256) AS files, sum(t.size) AS bytes
FROM attachment_files t
JOIN articles a ON a.id = t.article_id
LEFT JOIN frontier f ON f.key = t.url
WHERE :site IS NULL OR a.site = :site
GROUP BY 1, 2
ORDER BY links DESC, kind, outcome
