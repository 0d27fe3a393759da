-- name: search_agrees
INSERT INTO sentence_search (sentence_search, rank) VALUES ('integrity-check', 1);

-- name: rebuild_search
INSERT INTO sentence_search (sentence_search) VALUES ('rebuild');

-- name: homeless
SELECT documents.id FROM documents LEFT JOIN inputs
    ON inputs.document = documents.id AND inputs.outcome = 'stored'
    AND inputs.path = documents.path AND inputs.name = documents.name
    AND inputs.original_id = documents.original_id
WHERE inputs.path IS NULL
UNION
SELECT document FROM inputs WHERE outcome = 'stored' GROUP BY document HAVING count(*) > 1;

-- name: unexplained
SELECT path || ' (' || name || ')' FROM inputs WHERE outcome = 'rejected'
    AND NOT EXISTS (
        SELECT 1 FROM input_rejections WHERE input_rejections.path = inputs.path AND input_rejections.name = inputs.name
    )
UNION
SELECT path || ' (' || name || ')' FROM input_rejections WHERE NOT EXISTS (
    SELECT 1 FROM inputs WHERE inputs.path = input_rejections.path AND inputs.name = input_rejections.name
        AND inputs.outcome = 'rejected'
);

-- name: texts
SELECT id, text FROM documents ORDER BY id;

-- name: quotes
SELECT 'a mention of ' || actor, start, stop, quote FROM mentions WHERE document = :document
UNION ALL
SELECT 'sentence ' || place, start, stop, text FROM sentences WHERE document = :document
UNION ALL
SELECT 'evidence of event ' || event, evidence.start, evidence.stop, evidence.quote FROM evidence
JOIN event_mentions ON event_mentions.id = evidence.event WHERE event_mentions.document = :document
UNION ALL
SELECT 'evidence of ' || kind || ' ' || statement, start, stop, quote FROM statement_evidence
JOIN statements ON statements.id = statement_evidence.statement WHERE statements.document = :document;

-- name: loose
SELECT
    (SELECT count(*) FROM tellings WHERE mention NOT IN (SELECT mention FROM merged_mentions))
    + (SELECT count(*) FROM merged_mentions WHERE mention NOT IN (SELECT mention FROM tellings))
    + (SELECT count(*) FROM merged_events WHERE id NOT IN (SELECT event FROM merged_mentions));

-- name: count_events
SELECT count(*) FROM event_mentions;

-- name: pages
SELECT pageno, name FROM dbstat;

-- name: indexes
SELECT name FROM sqlite_schema WHERE type = 'index';

-- name: tables
SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name;

-- name: places
SELECT DISTINCT path FROM inputs WHERE original_id = :original_id ORDER BY path;
