-- The first query is followed by any of the conditions, joined by AND, and by the order.

-- name: put
INSERT INTO statements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: put_actor
INSERT INTO statement_actors VALUES (?, ?, ?);

-- name: put_evidence
INSERT INTO statement_evidence VALUES (?, ?, ?, ?, ?);

-- name: put_trace
INSERT INTO statement_traces VALUES (?, ?, ?);

-- name: select
SELECT statements.id, document, kind, statements.name, domain, statements.text, tense, modality, asserted_by,
    probability, horizon, horizon_text, confidence, coder, coder_version
FROM statements JOIN documents ON documents.id = document

-- name: kind
kind = :kind

-- name: name
statements.name = :name

-- name: domain
domain = :domain

-- name: by
asserted_by = :by

-- name: document
document = :document

-- name: documents
document IN (SELECT value FROM json_each(:documents))

-- name: actor
statements.id IN (SELECT statement FROM statement_actors WHERE actor = :actor)

-- name: dyad
statements.id IN (
    SELECT one.statement FROM statement_actors AS one JOIN statement_actors AS two
    ON two.statement = one.statement AND two.place <> one.place AND (kind <> 'question' OR two.place / 2 = one.place / 2)
    WHERE one.actor = :dyad_a AND two.actor = :dyad_b
)

-- name: ids
statements.id IN (SELECT value FROM json_each(:ids))

-- name: by_date
ORDER BY published IS NULL, published, document, place, statements.id

-- name: actors
SELECT statement, actor FROM statement_actors
WHERE statement IN (SELECT value FROM json_each(:ids)) ORDER BY statement, place

-- name: evidence
SELECT statement, start, stop, quote FROM statement_evidence
WHERE statement IN (SELECT value FROM json_each(:ids)) ORDER BY statement, place

-- name: traces
SELECT statement, rule FROM statement_traces
WHERE statement IN (SELECT value FROM json_each(:ids)) ORDER BY statement, place
