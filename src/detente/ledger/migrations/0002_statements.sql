-- What texts claim, argue, foretell and ask; the same event told by many; people's corrections.

CREATE TABLE statements (                -- claims, mechanism statements, predictions, questions
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('claim', 'mechanism', 'prediction', 'question')),
    place INTEGER NOT NULL,
    name TEXT,                           -- the claim's word, the mechanism's name
    domain TEXT,                         -- of a claim
    text TEXT,                           -- a mechanism's, a prediction's, a question's words
    tense TEXT NOT NULL,
    modality TEXT NOT NULL,
    asserted_by TEXT NOT NULL,
    probability REAL,                    -- that a prediction's text states
    horizon TEXT,                        -- EDTF
    horizon_start TEXT,                  -- first day
    horizon_stop TEXT,                   -- the day after the last
    horizon_text TEXT,
    confidence REAL NOT NULL,
    coder TEXT NOT NULL,
    coder_version TEXT NOT NULL,
    UNIQUE (document, kind, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX statements_kind ON statements (kind, name);

CREATE TABLE statement_actors (          -- of a question two by two: its dyads
    statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (statement, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX statement_actors_actor ON statement_actors (actor);

CREATE TABLE statement_evidence (
    statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    quote TEXT NOT NULL,
    PRIMARY KEY (statement, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE statement_traces (
    statement TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY (statement, place)
) STRICT, WITHOUT ROWID;

CREATE VIEW claims AS
SELECT
    id, document, place,
    (SELECT actor FROM statement_actors WHERE statement = statements.id AND place = 0) AS a,
    (SELECT actor FROM statement_actors WHERE statement = statements.id AND place = 1) AS b,
    domain, name AS claim, tense, modality, asserted_by, confidence,
    (SELECT quote FROM statement_evidence WHERE statement = statements.id AND place = 0) AS quote,
    coder, coder_version
FROM statements WHERE kind = 'claim';

CREATE VIEW mechanisms AS
SELECT
    id, document, place, name,
    (SELECT group_concat(actor) FROM statement_actors WHERE statement = statements.id) AS actors,
    text AS statement, tense, modality, asserted_by, confidence,
    (SELECT quote FROM statement_evidence WHERE statement = statements.id AND place = 0) AS quote,
    coder, coder_version
FROM statements WHERE kind = 'mechanism';

CREATE VIEW predictions AS
SELECT
    id, document, place, text AS statement,
    (SELECT group_concat(actor) FROM statement_actors WHERE statement = statements.id) AS actors,
    modality, probability, horizon, horizon_start, horizon_stop, horizon_text, asserted_by, confidence,
    (SELECT quote FROM statement_evidence WHERE statement = statements.id AND place = 0) AS quote,
    coder, coder_version
FROM statements WHERE kind = 'prediction';

CREATE VIEW questions AS
SELECT
    id, document, place, text,
    (SELECT group_concat(actor) FROM statement_actors WHERE statement = statements.id) AS actors,
    tense, asserted_by, confidence, coder, coder_version
FROM statements WHERE kind = 'question';

CREATE TABLE corrections (               -- what people said of records; outlives these
    id TEXT PRIMARY KEY,
    about TEXT NOT NULL,                 -- the record as it was called then
    kind TEXT NOT NULL CHECK (kind IN ('event', 'claim', 'mechanism', 'prediction', 'question')),
    verdict TEXT NOT NULL CHECK (
        verdict IN ('right', 'wrong', 'edit', 'join', 'split', 'fulfilled', 'refuted', 'overdue', 'open')
    ),
    other TEXT NOT NULL,                 -- of join and split: the other telling
    changes TEXT NOT NULL,               -- JSON: field to new value
    note TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,                    -- UTC, ISO 8601
    document TEXT NOT NULL,              -- where the record stood: found again by it after a new coding
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    quote TEXT NOT NULL,
    record TEXT NOT NULL,                -- JSON: the record as it was, in interchange form
    other_document TEXT NOT NULL,
    other_start INTEGER NOT NULL,
    other_stop INTEGER NOT NULL,
    other_record TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX corrections_about ON corrections (about);
CREATE INDEX corrections_document ON corrections (document);

-- What follows is derived from the tables above and the identity room's weights; it can be made again.

CREATE TABLE merging (                   -- with which weights and rules the events were merged
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version TEXT NOT NULL
) STRICT;

INSERT INTO merging VALUES (1, '');

CREATE TABLE unsettled_documents (       -- added or changed since; empty whenever a transaction ends
    document TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE unsettled_mentions (
    mention TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE tellings (                  -- what is compared of an event mention
    mention TEXT PRIMARY KEY REFERENCES event_mentions (id) ON DELETE CASCADE,
    columns BLOB NOT NULL                -- a row of the identity room's columns
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting_keys (              -- which mentions are looked at together
    key INTEGER NOT NULL,
    recalled INTEGER NOT NULL CHECK (recalled IN (0, 1)),
    first_day INTEGER NOT NULL,          -- proleptic ordinal
    mention TEXT NOT NULL REFERENCES tellings (mention) ON DELETE CASCADE,
    stop_day INTEGER NOT NULL,           -- the day after the last
    PRIMARY KEY (key, recalled, first_day, mention)
) STRICT, WITHOUT ROWID;

CREATE INDEX meeting_keys_mention ON meeting_keys (mention);

CREATE TABLE alike (                     -- pairs of tellings that may tell the same
    first TEXT NOT NULL REFERENCES tellings (mention) ON DELETE CASCADE,
    second TEXT NOT NULL REFERENCES tellings (mention) ON DELETE CASCADE,
    millionths INTEGER NOT NULL,         -- probability
    PRIMARY KEY (first, second),
    CHECK (first < second)
) STRICT, WITHOUT ROWID;

CREATE INDEX alike_second ON alike (second);

CREATE TABLE merged_events (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    mode TEXT,
    status TEXT NOT NULL,
    date TEXT,                           -- EDTF
    date_start TEXT,                     -- first day
    date_stop TEXT,                      -- the day after the last
    location TEXT,
    object TEXT,
    project TEXT,
    intensity REAL NOT NULL,
    quad_class INTEGER NOT NULL,
    confidence REAL NOT NULL,
    n_mentions INTEGER NOT NULL,
    n_documents INTEGER NOT NULL,
    n_outlets INTEGER NOT NULL,          -- independent ones
    contexts TEXT NOT NULL,              -- JSON, as are the following
    asserted_by TEXT NOT NULL,
    amounts TEXT NOT NULL,
    outlets TEXT NOT NULL,
    versions TEXT NOT NULL               -- where tellings differ
) STRICT, WITHOUT ROWID;

CREATE INDEX merged_events_date ON merged_events (date_start, id);

CREATE TABLE merged_participants (
    event TEXT NOT NULL REFERENCES merged_events (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('source', 'target', 'person')),
    place INTEGER NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (event, role, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX merged_participants_actor ON merged_participants (actor);

CREATE TABLE merged_mentions (
    mention TEXT PRIMARY KEY REFERENCES event_mentions (id) ON DELETE CASCADE,
    event TEXT NOT NULL REFERENCES merged_events (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX merged_mentions_event ON merged_mentions (event);

CREATE TABLE joins (                     -- why tellings are one event
    event TEXT NOT NULL REFERENCES merged_events (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    probability REAL NOT NULL,
    linkage REAL NOT NULL,
    by TEXT NOT NULL CHECK (by IN ('model', 'person')),
    reasons TEXT NOT NULL,               -- JSON: name and weight
    PRIMARY KEY (event, place)
) STRICT, WITHOUT ROWID;

INSERT INTO unsettled_documents SELECT id FROM documents;
