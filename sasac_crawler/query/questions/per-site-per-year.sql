-- Articles of each site by year of publication; the year is empty where a page prints no date.
SELECT site, substr(date_published, 1, 4) AS year, count(DISTINCT article_id) AS articles, count(*) AS pages
FROM appearances
GROUP BY 1, 2
ORDER BY 1, 2
