-- Serial numbers missing in series of document numbers (发文字号), between the lowest and the highest that was seen or cited.
-- :prefix = ''    only series whose name begins so, like 国资发
-- :limit = 200    rows at most
WITH numbers AS (
  SELECT document_number AS number FROM articles WHERE document_number IS NOT NULL
  UNION
  SELECT canonical FROM citations WHERE kind = 'document_number'
), parts AS (
  SELECT DISTINCT substr(number, 1, instr(number, '〔') - 1) AS series,
    substr(number, instr(number, '〔') + 1, 4) AS year,
    CAST(substr(number, instr(number, '〕') + 1) AS INTEGER) AS serial
  FROM numbers
  WHERE instr(number, '〔') > 1 AND instr(number, '〕') = instr(number, '〔') + 5
), neighbours AS (
  SELECT series, year, serial, lead(serial) OVER (PARTITION BY series, year ORDER BY serial) AS next
  FROM parts
  WHERE substr(series, 1, length(:prefix)) = :prefix
)
SELECT series, year, serial + 1 AS first_missing, next - 1 AS last_missing, next - serial - 1 AS missing
FROM neighbours
WHERE next > serial + 1
ORDER BY series, year DESC, first_missing
LIMIT :limit
