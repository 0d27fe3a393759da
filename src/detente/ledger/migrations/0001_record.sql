-- The record: what was read, what was found in it, and where it stands in the text.
-- Keys are natural and text, so that the content in key order does not depend on the order of adding.
-- [start, stop) are offsets in code points into documents.text; `stop` because END is a word of SQL.
-- `place` is a position in the list of the noun, from 0.

CREATE TABLE ledger_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    ledger TEXT NOT NULL,                -- identity of this ledger, drawn when it was made
    generation INTEGER NOT NULL          -- grows with every change; the lake names the one it was built from
) STRICT;

INSERT INTO ledger_state VALUES (1, lower(hex(randomblob(16))), 0);

CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    started TEXT NOT NULL,               -- UTC, ISO 8601
    finished TEXT,
    version TEXT NOT NULL,
    settings TEXT NOT NULL,              -- JSON
    data_hashes TEXT NOT NULL,           -- JSON
    counts TEXT                          -- JSON
) STRICT;

CREATE TABLE documents (
    id TEXT PRIMARY KEY,                 -- content_id of the text
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    text TEXT NOT NULL,
    title TEXT,
    published TEXT,                      -- EDTF
    published_rule TEXT NOT NULL,
    url TEXT NOT NULL,
    outlet TEXT NOT NULL,
    language TEXT NOT NULL,
    media_type TEXT NOT NULL,
    original_id TEXT NOT NULL,           -- content_id of the bytes read
    signature BLOB NOT NULL              -- MinHash
) STRICT;

CREATE TABLE inputs (
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    original_id TEXT NOT NULL,           -- '' for a rejected one
    document TEXT REFERENCES documents (id) DEFERRABLE INITIALLY DEFERRED,
    outcome TEXT NOT NULL CHECK (outcome IN ('stored', 'duplicate', 'rejected')),
    kept INTEGER NOT NULL CHECK (kept IN (0, 1)),  -- whether originals/ holds the bytes
    PRIMARY KEY (path, name, original_id),
    CHECK ((outcome = 'rejected') = (document IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX inputs_document ON inputs (document, outcome);

CREATE TABLE read_files (                -- files read to their end
    path TEXT NOT NULL,
    original_id TEXT NOT NULL,
    PRIMARY KEY (path, original_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE input_rejections (          -- inputs of which nothing was kept
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    stage TEXT NOT NULL,
    detail TEXT NOT NULL,
    document_id TEXT NOT NULL,
    start INTEGER,
    stop INTEGER,
    PRIMARY KEY (path, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE sentence_rejections (       -- passages of kept documents that were not coded
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    stage TEXT NOT NULL,
    detail TEXT NOT NULL,
    start INTEGER,
    stop INTEGER,
    PRIMARY KEY (document, place)
) STRICT, WITHOUT ROWID;

CREATE VIEW rejections AS
SELECT path, name, document_id AS document, reason, stage, detail, start, stop FROM input_rejections
UNION ALL
SELECT documents.path, sentence_rejections.name, document, reason, stage, detail, start, stop
FROM sentence_rejections JOIN documents ON documents.id = sentence_rejections.document;

CREATE TABLE blocks (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (document, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE sentences (
    key INTEGER PRIMARY KEY,             -- for sentence_search only; says nothing
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    role TEXT NOT NULL,
    paragraph INTEGER NOT NULL,
    UNIQUE (document, place)
) STRICT;

CREATE VIRTUAL TABLE sentence_search USING fts5 (
    text, content = 'sentences', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TRIGGER sentences_added AFTER INSERT ON sentences BEGIN
    INSERT INTO sentence_search (rowid, text) VALUES (new.key, new.text);
END;

CREATE TRIGGER sentences_removed AFTER DELETE ON sentences BEGIN
    INSERT INTO sentence_search (sentence_search, rowid, text) VALUES ('delete', old.key, old.text);
END;

CREATE TABLE document_actors (           -- what a document's date and words make of an actor
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    actor TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT NOT NULL,
    sector TEXT NOT NULL,
    PRIMARY KEY (document, actor)
) STRICT, WITHOUT ROWID;

CREATE INDEX document_actors_actor ON document_actors (actor, name, kind, country, sector);

CREATE VIEW actors AS                    -- each as most documents have it
SELECT actor AS id, name, kind, country, sector, n_documents FROM (
    SELECT *, row_number() OVER (
        PARTITION BY actor ORDER BY n DESC, name, kind, country, sector
    ) AS rank, sum(n) OVER (PARTITION BY actor) AS n_documents
    FROM (
        SELECT actor, name, kind, country, sector, count(*) AS n FROM document_actors
        GROUP BY actor, name, kind, country, sector
    )
) WHERE rank = 1;

CREATE TABLE mentions (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    actor TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    quote TEXT NOT NULL,
    form TEXT NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY (document, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX mentions_actor ON mentions (actor);

CREATE TABLE event_mentions (            -- one telling of an event in one document
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    type TEXT NOT NULL,
    mode TEXT,
    status TEXT NOT NULL,
    asserted_by TEXT NOT NULL,
    date TEXT,                           -- EDTF
    date_start TEXT,                     -- first day
    date_stop TEXT,                      -- the day after the last
    date_text TEXT,
    location TEXT,                       -- the event's place
    object TEXT,
    project TEXT,
    intensity REAL NOT NULL,
    quad_class INTEGER NOT NULL,
    confidence REAL NOT NULL,
    coder TEXT NOT NULL,
    coder_version TEXT NOT NULL,
    UNIQUE (document, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_mentions_date ON event_mentions (date_start, id);

CREATE TABLE participants (
    event TEXT NOT NULL REFERENCES event_mentions (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('source', 'target', 'person')),
    place INTEGER NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (event, role, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX participants_actor ON participants (actor);

CREATE TABLE contexts (
    event TEXT NOT NULL REFERENCES event_mentions (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    context TEXT NOT NULL,
    PRIMARY KEY (event, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE amounts (
    event TEXT NOT NULL REFERENCES event_mentions (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (event, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    event TEXT NOT NULL REFERENCES event_mentions (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    quote TEXT NOT NULL,
    PRIMARY KEY (event, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE traces (                    -- the rules that made an event, in order
    event TEXT NOT NULL REFERENCES event_mentions (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY (event, place)
) STRICT, WITHOUT ROWID;

CREATE VIEW events AS                    -- for reading by eye: lists joined by commas
SELECT
    event_mentions.*,
    (SELECT group_concat(actor) FROM participants WHERE event = event_mentions.id AND role = 'source') AS source,
    (SELECT group_concat(actor) FROM participants WHERE event = event_mentions.id AND role = 'target') AS target,
    (SELECT group_concat(context) FROM contexts WHERE event = event_mentions.id) AS contexts,
    (SELECT quote FROM evidence WHERE event = event_mentions.id ORDER BY place LIMIT 1) AS quote
FROM event_mentions;

CREATE TABLE signature_bands (           -- look-up for near-duplicates; derived from documents.signature
    band INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (band, document)
) STRICT, WITHOUT ROWID;

CREATE TABLE near_duplicates (
    a TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    b TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    similarity REAL NOT NULL,
    PRIMARY KEY (a, b),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;

CREATE INDEX near_duplicates_b ON near_duplicates (b);
