-- What people took back of their corrections; the corrections themselves stay.

CREATE TABLE withdrawals (
    correction TEXT PRIMARY KEY REFERENCES corrections (id),
    by TEXT NOT NULL,
    at TEXT NOT NULL                     -- UTC, ISO 8601
) STRICT, WITHOUT ROWID;
