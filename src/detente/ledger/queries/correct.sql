-- name: put
INSERT INTO corrections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING;

-- name: all
SELECT id, about, kind, verdict, other, changes, note, by, at, document, start, stop, quote, record, other_document,
    other_start, other_stop, other_record
FROM corrections ORDER BY at, id;

-- name: holding
SELECT id, about, kind, verdict, other, changes, note, by, at, document, start, stop, quote, record, other_document,
    other_start, other_stop, other_record
FROM corrections WHERE id NOT IN (SELECT correction FROM withdrawals) ORDER BY at, id;

-- name: withdraw
INSERT INTO withdrawals VALUES (:correction, :by, :at);

-- name: withdrawals
SELECT correction, by, at FROM withdrawals ORDER BY at, correction;

-- name: last_moment
SELECT max(at) FROM (SELECT at FROM corrections UNION ALL SELECT at FROM withdrawals);

-- name: is_event
SELECT EXISTS (SELECT 1 FROM event_mentions WHERE id = :id);

-- name: is_statement
SELECT EXISTS (SELECT 1 FROM statements WHERE id = :id);

-- name: kind_of
SELECT 'event' FROM event_mentions WHERE id = :id UNION ALL SELECT kind FROM statements WHERE id = :id
UNION ALL SELECT 'merged' FROM merged_events WHERE id = :id LIMIT 1;
