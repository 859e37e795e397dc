-- Articles by script: simplified (Hans), traditional (Hant), mixed, none.
SELECT site, script, count(*) AS articles
FROM articles
GROUP BY site, script
ORDER BY site, articles DESC, script
