-- name: grow_generation
UPDATE ledger_state SET generation = generation + 1;

-- name: find_input
SELECT document, outcome FROM inputs
WHERE path = :path AND name = :name AND original_id = :original_id AND outcome <> 'rejected';

-- name: find_home
SELECT published, path, name, original_id, signature FROM documents WHERE id = :document;

-- name: remove_document
DELETE FROM documents WHERE id = :document;

-- name: put_input
INSERT INTO inputs (path, name, original_id, document, outcome, kept) VALUES (?, ?, ?, ?, ?, ?);

-- name: demote_inputs
UPDATE inputs SET outcome = 'duplicate' WHERE document = :document AND outcome = 'stored';

-- name: put_read_file
INSERT INTO read_files (path, original_id) VALUES (:path, :original_id) ON CONFLICT DO NOTHING;

-- name: put_rejected_input
INSERT INTO inputs (path, name, original_id, document, outcome, kept) VALUES (:path, :name, '', NULL, 'rejected', 0)
ON CONFLICT DO NOTHING;

-- name: put_input_rejection
INSERT INTO input_rejections (path, name, reason, stage, detail, document_id, start, stop)
VALUES (:path, :name, :reason, :stage, :detail, :document_id, :start, :stop)
ON CONFLICT (path, name) DO UPDATE SET
    reason = excluded.reason, stage = excluded.stage, detail = excluded.detail,
    document_id = excluded.document_id, start = excluded.start, stop = excluded.stop;

-- name: find_input_rejection
SELECT reason, stage, detail, document_id, start, stop FROM input_rejections WHERE path = :path AND name = :name;

-- name: remove_rejected_input
DELETE FROM inputs WHERE path = :path AND name = :name AND original_id = '' AND outcome = 'rejected';

-- name: remove_input_rejection
DELETE FROM input_rejections WHERE path = :path AND name = :name;

-- name: put_document
INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: put_block
INSERT INTO blocks VALUES (?, ?, ?, ?, ?);

-- name: put_sentence
INSERT INTO sentences (document, place, start, stop, text, role, paragraph) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: put_document_actor
INSERT INTO document_actors VALUES (?, ?, ?, ?, ?, ?);

-- name: put_mention
INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: put_sentence_rejection
INSERT INTO sentence_rejections VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: put_event
INSERT INTO event_mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: put_participant
INSERT INTO participants VALUES (?, ?, ?, ?);

-- name: put_context
INSERT INTO contexts VALUES (?, ?, ?);

-- name: put_amount
INSERT INTO amounts VALUES (?, ?, ?, ?, ?);

-- name: put_evidence
INSERT INTO evidence VALUES (?, ?, ?, ?, ?);

-- name: put_trace
INSERT INTO traces VALUES (?, ?, ?);

-- name: put_band
INSERT INTO signature_bands (band, document) VALUES (?, ?) ON CONFLICT DO NOTHING;

-- name: remove_band
DELETE FROM signature_bands WHERE band = ? AND document = ?;

-- name: find_candidates
SELECT id, signature FROM documents WHERE id IN (
    SELECT document FROM signature_bands WHERE band IN (SELECT value FROM json_each(:bands)) AND document <> :document
);

-- name: signatures
SELECT id, signature FROM documents;

-- name: put_near_duplicate
INSERT INTO near_duplicates (a, b, similarity) VALUES (?, ?, ?);

-- name: start_run
INSERT INTO runs (id, started, version, settings, data_hashes)
VALUES (:id, :started, :version, :settings, :data_hashes);

-- name: finish_run
UPDATE runs SET finished = :finished, counts = :counts WHERE id = :id;
