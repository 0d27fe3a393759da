-- What was foretold, kept as it was said: nothing is changed or taken out, so that it can be held to its word.

CREATE TABLE forecasts (
    id TEXT PRIMARY KEY,                 -- of the question, the answer and who gave it; not of when it was kept
    made TEXT NOT NULL,                  -- when it was kept: UTC, ISO 8601
    as_of TEXT NOT NULL,                 -- ISO day; only what happened before it was seen
    closes TEXT NOT NULL,                -- ISO day on which its window has passed: [as_of, closes)
    kind TEXT NOT NULL CHECK (kind IN ('counts', 'occurrence', 'next', 'level')),
    source TEXT,                         -- who acts, or the first of a dyad; NULL if that is asked
    target TEXT,                         -- toward whom, or the second of a dyad; NULL if that is asked
    type TEXT,                           -- PLOVER type, where one is asked about
    domain TEXT,                         -- of the events that were seen; NULL for all
    periods TEXT NOT NULL,               -- JSON: EDTF months of counts, days of a level
    answer TEXT NOT NULL,                -- JSON: see `detente.ledger.forecasts`
    baselines TEXT NOT NULL,             -- JSON: name of a plain forecast to its answer
    model TEXT NOT NULL,
    version TEXT NOT NULL,               -- of détente
    n_events INTEGER NOT NULL,           -- past events that it rests on
    settings TEXT NOT NULL,              -- JSON
    generation INTEGER NOT NULL,         -- of the ledger when it was kept
    CHECK (as_of < closes)
) STRICT, WITHOUT ROWID;

CREATE INDEX forecasts_listed ON forecasts (as_of DESC, kind, source, target, type);

CREATE TRIGGER forecasts_stay BEFORE UPDATE ON forecasts BEGIN
    SELECT RAISE(ABORT, 'a forecast is never changed');
END;

CREATE TRIGGER forecasts_last BEFORE DELETE ON forecasts BEGIN
    SELECT RAISE(ABORT, 'a forecast is never taken out');
END;
