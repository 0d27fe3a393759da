-- name: version
SELECT version FROM merging;

-- name: set_version
UPDATE merging SET version = :version;

-- name: unsettle_document
INSERT INTO unsettled_documents VALUES (:document) ON CONFLICT DO NOTHING;

-- name: unsettle_all
INSERT INTO unsettled_documents SELECT id FROM documents WHERE true ON CONFLICT DO NOTHING;

-- name: unsettle_mention
INSERT INTO unsettled_mentions VALUES (?) ON CONFLICT DO NOTHING;

-- name: companions
-- of a document's mentions: who was compared with one of them, or tells the same event
SELECT second FROM alike WHERE first IN (SELECT id FROM event_mentions WHERE document = :document)
UNION SELECT first FROM alike WHERE second IN (SELECT id FROM event_mentions WHERE document = :document)
UNION SELECT mention FROM merged_mentions WHERE event IN (
    SELECT event FROM merged_mentions JOIN event_mentions ON id = mention WHERE document = :document
);

-- name: remove_merged_of
DELETE FROM merged_events WHERE id IN (
    SELECT event FROM merged_mentions JOIN event_mentions ON id = mention WHERE document = :document
);

-- name: remove_tellings_of
DELETE FROM tellings WHERE mention IN (SELECT id FROM event_mentions WHERE document = :document);

-- name: remove_all
DELETE FROM merged_events;

-- name: documents
SELECT document FROM unsettled_documents WHERE document IN (SELECT id FROM documents) ORDER BY document LIMIT :limit;

-- name: settled_document
DELETE FROM unsettled_documents WHERE document = ?;

-- name: forget_documents
DELETE FROM unsettled_documents WHERE document NOT IN (SELECT id FROM documents);

-- name: mentions
SELECT mention FROM unsettled_mentions WHERE mention IN (SELECT mention FROM tellings) ORDER BY mention;

-- name: settled_mentions
DELETE FROM unsettled_mentions;

-- name: any
SELECT EXISTS (SELECT 1 FROM unsettled_documents) OR EXISTS (SELECT 1 FROM unsettled_mentions);

-- name: any_documents
SELECT EXISTS (SELECT 1 FROM documents);

-- name: put_telling
INSERT INTO tellings VALUES (?, ?);

-- name: put_key
INSERT INTO meeting_keys VALUES (?, ?, ?, ?, ?);

-- name: near
SELECT mention FROM meeting_keys
WHERE key = ? AND recalled = 0 AND first_day < ? AND stop_day > ?;

-- name: recalled
SELECT mention FROM meeting_keys WHERE key = ? AND recalled = 1;

-- name: columns
SELECT mention, columns FROM tellings WHERE mention IN (SELECT value FROM json_each(:mentions)) ORDER BY mention;

-- name: put_alike
INSERT INTO alike VALUES (?, ?, ?);

-- name: links
WITH here AS MATERIALIZED (SELECT value FROM json_each(:mentions))
SELECT first, second, millionths FROM alike WHERE first IN here
UNION ALL SELECT first, second, millionths FROM alike WHERE second IN here AND first NOT IN here;

-- name: remove_merged
DELETE FROM merged_events WHERE id IN (
    SELECT event FROM merged_mentions WHERE mention IN (SELECT value FROM json_each(:mentions))
);

-- name: facts
SELECT id, outlet, published, signature FROM documents WHERE id IN (SELECT value FROM json_each(:documents));

-- name: put_event
INSERT INTO merged_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: put_participant
INSERT INTO merged_participants VALUES (?, ?, ?, ?);

-- name: put_dyad
INSERT INTO merged_dyads VALUES (?, ?, ?, ?);

-- name: put_actor
INSERT INTO merged_actors VALUES (?, ?, ?);

-- name: put_mention
INSERT INTO merged_mentions VALUES (?, ?);

-- name: put_join
INSERT INTO joins VALUES (?, ?, ?, ?, ?, ?, ?, ?);
