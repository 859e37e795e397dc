-- Documents that are cited and not in the archive, most cited first; without titles that only name a kind of document (《意见》, 《实施办法》).
-- :limit = 50    rows at most
-- :generic = 0    1: with those, too; they stand for a document whose full title the text says elsewhere
SELECT canonical AS cited, kind, count(*) AS articles, min(article_id) AS example
FROM citations_resolved
WHERE resolved_to IS NULL
  AND (:generic = 1 OR kind <> 'title' OR replace(replace(canonical, '（试行）', ''), '(试行)', '') NOT IN (
    '办法', '管理办法', '暂行办法', '实施办法', '试行办法', '考核办法', '规定', '暂行规定', '若干规定', '管理规定', '实施规定',
    '条例', '暂行条例', '实施条例', '细则', '实施细则', '规则', '规程', '规范', '准则', '守则', '章程', '公司章程', '制度',
    '意见', '若干意见', '实施意见', '指导意见', '工作意见', '方案', '实施方案', '工作方案', '行动方案', '改革方案', '总体方案',
    '计划', '行动计划', '工作计划', '规划', '规划纲要', '纲要', '要点', '工作要点', '措施', '若干措施', '指引', '指南', '手册', '清单',
    '目录', '名录', '标准', '通知', '公告', '通告', '通报', '公报', '报告', '工作报告', '决定', '决议', '命令', '指示', '批复', '函',
    '请示', '纪要', '议案', '建议', '提案', '合同', '协议', '协议书', '责任书', '承诺书', '倡议书', '公约', '法', '法律', '法规'
  ))
GROUP BY canonical, kind
ORDER BY articles DESC, cited
LIMIT :limit
