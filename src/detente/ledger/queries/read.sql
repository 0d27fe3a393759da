-- name: state
SELECT ledger, generation FROM ledger_state;

-- name: touches
SELECT coalesce(sum(times), 0) FROM touched_dyads
WHERE (a = min(:a, :b) AND b = max(:a, :b)) OR (a = '' AND b = '');

-- name: knows
SELECT EXISTS (SELECT 1 FROM read_files WHERE path = :path AND original_id = :original_id);

-- name: count_inputs
SELECT outcome, count(*) FROM inputs GROUP BY outcome;

-- name: count_reasons
SELECT reason, count(*) FROM (
    SELECT reason FROM input_rejections UNION ALL SELECT reason FROM sentence_rejections
) GROUP BY reason ORDER BY reason;

-- name: count_records
SELECT
    (SELECT count(*) FROM documents), (SELECT count(*) FROM sentences),
    (SELECT count(*) FROM mentions), (SELECT count(*) FROM event_mentions);

-- name: rejections
SELECT reason, stage, name, detail, document, start, stop FROM rejections
WHERE (:stage IS NULL OR stage = :stage) AND (:reason IS NULL OR reason = :reason)
ORDER BY path, name, start, reason, detail;

-- name: rejected_paths
SELECT DISTINCT path FROM input_rejections ORDER BY path;

-- name: document_ids
SELECT id FROM documents ORDER BY published IS NULL, published, id;

-- name: document
SELECT id, name, path, text, title, published, published_rule, url, outlet, language, media_type, original_id,
    signature
FROM documents WHERE id = :document;

-- name: blocks
SELECT start, stop, role FROM blocks WHERE document = :document ORDER BY place;

-- name: sentences
SELECT place, start, stop, text, role, paragraph FROM sentences WHERE document = :document ORDER BY place;

-- name: sentence_at
SELECT place, start, stop, text, role, paragraph FROM sentences
WHERE document = :document AND start <= :offset AND :offset < stop ORDER BY place LIMIT 1;

-- name: mentions
SELECT actor, start, stop, quote, form, rule FROM mentions WHERE document = :document ORDER BY place;

-- name: document_rejections
SELECT reason, stage, name, detail, document, start, stop FROM sentence_rejections
WHERE document = :document ORDER BY place;

-- name: document_actors
SELECT actor, name, kind, country, sector FROM document_actors WHERE document = :document ORDER BY actor;

-- name: actors
SELECT id, name, kind, country, sector FROM actors ORDER BY id;

-- name: actor_ends
-- the first and the last way in which documents have an actor: one row if there is but one
SELECT * FROM (
    SELECT actor, name, kind, country, sector FROM document_actors WHERE actor = :actor
    ORDER BY name, kind, country, sector LIMIT 1
) UNION SELECT * FROM (
    SELECT actor, name, kind, country, sector FROM document_actors WHERE actor = :actor
    ORDER BY name DESC, kind DESC, country DESC, sector DESC LIMIT 1
);

-- name: actor
SELECT actor, name, kind, country, sector FROM document_actors WHERE actor = :actor
GROUP BY name, kind, country, sector ORDER BY count(*) DESC, name, kind, country, sector LIMIT 1;

-- name: near_duplicates
SELECT a, b, similarity FROM near_duplicates ORDER BY a, b;

-- name: search
SELECT sentences.document, sentences.place, sentences.start, sentences.stop, sentences.text, sentences.role,
    sentences.paragraph, snippet(sentence_search, 0, :before, :after, '…', 24), bm25(sentence_search)
FROM sentence_search JOIN sentences ON sentences.key = sentence_search.rowid
WHERE sentence_search MATCH :text
ORDER BY bm25(sentence_search), sentences.document, sentences.place LIMIT :limit;

-- name: runs
SELECT id, started, finished, version, settings, data_hashes, counts FROM runs ORDER BY started, id;

-- name: publication_dates
SELECT id, published FROM documents ORDER BY id;

-- name: merged_mentions
SELECT mention, event FROM merged_mentions;

-- name: count_merged
SELECT
    (SELECT count(*) FROM merged_events),
    (SELECT count(*) FROM statements WHERE kind = 'claim'),
    (SELECT count(*) FROM statements WHERE kind = 'mechanism'),
    (SELECT count(*) FROM statements WHERE kind = 'prediction'),
    (SELECT count(*) FROM statements WHERE kind = 'question'),
    (SELECT count(*) FROM corrections WHERE id NOT IN (SELECT correction FROM withdrawals));

-- name: original_ids
SELECT DISTINCT original_id FROM inputs WHERE kept = 1 ORDER BY original_id;

-- name: homes
-- ISO 3166 alpha-3: the people of an armed group have its name for a country
SELECT actor, country FROM document_actors WHERE length(country) = 3 GROUP BY actor, country
ORDER BY actor, count(*) DESC, country;
