-- name: tables
CREATE TABLE copies (
    copy BIGINT,
    document VARCHAR,
    rank VARCHAR,
    shard INTEGER,
    line BIGINT,
    file VARCHAR,
    outlet VARCHAR,
    published VARCHAR,
    signature BLOB
);
CREATE TABLE tellings (
    n BIGINT, copy BIGINT, id VARCHAR, starts INTEGER, stops INTEGER, columns BLOB, record VARCHAR
);
CREATE TABLE keys (key BIGINT, kind TINYINT, n BIGINT, starts INTEGER, stops INTEGER);
CREATE TABLE said (copy BIGINT, kind VARCHAR, document VARCHAR, record VARCHAR);
CREATE TABLE passed_over (copy BIGINT, reason VARCHAR, amount BIGINT);
CREATE TABLE pairs (first BIGINT, second BIGINT, probability INTEGER);
CREATE TABLE members (n BIGINT, root BIGINT);
-- name: lost_copies
CREATE TABLE lost AS
SELECT copy
FROM copies
SEMI JOIN (SELECT document FROM copies GROUP BY document HAVING count(*) > 1) USING (document)
QUALIFY row_number() OVER (PARTITION BY document ORDER BY rank) > 1;
-- name: lost_tellings
CREATE TABLE gone AS
SELECT n FROM tellings SEMI JOIN lost USING (copy)
UNION ALL
SELECT t.n
FROM tellings AS t
JOIN copies AS c USING (copy)
ANTI JOIN lost USING (copy)
SEMI JOIN (
    SELECT id FROM tellings ANTI JOIN lost USING (copy) GROUP BY id HAVING count(*) > 1
) USING (id)
QUALIFY row_number() OVER (PARTITION BY t.id ORDER BY c.document, t.record) > 1;
-- name: shared_keys
CREATE TABLE shared AS
SELECT
    key,
    kind,
    count(*) AS amount,
    coalesce(min(starts) FILTER (stops - starts <= $wide), min(starts)) // $slice AS low,
    coalesce(max(starts) FILTER (stops - starts <= $wide), max(starts)) // $slice AS high
FROM keys
ANTI JOIN gone USING (n)
GROUP BY key, kind
HAVING count(*) > 1;
-- name: count_entries
SELECT coalesce(sum(amount), 0)::BIGINT FROM shared;
-- name: entries
CREATE TABLE entries AS
SELECT (hash(block, kind) % $parts)::INTEGER AS part, kind, block, n
FROM (
    SELECT
        kind,
        n,
        CASE WHEN amount <= $hot OR kind = 1 THEN key ELSE (hash(key, slice) >> 1)::BIGINT END AS block
    FROM (
        SELECT
            key,
            kind,
            n,
            amount,
            unnest(
                CASE
                    WHEN amount <= $hot OR kind = 1 THEN [0]
                    ELSE generate_series(
                        greatest(low, least(high, starts // $slice)),
                        greatest(low, least(high, (stops - 1) // $slice))
                    )
                END
            ) AS slice
        FROM keys
        JOIN shared USING (key, kind)
        ANTI JOIN gone USING (n)
    )
)
ORDER BY part;
-- name: cells
CREATE TABLE cells AS
SELECT part, n, columns
FROM (SELECT DISTINCT part, n FROM entries)
JOIN tellings USING (n)
ORDER BY part;
-- name: part_cells
SELECT n, columns FROM cells WHERE part = $part ORDER BY n;
-- name: part_entries
SELECT n, kind, block FROM entries WHERE part = $part ORDER BY n;
-- name: strong
SELECT first, second FROM pairs WHERE probability >= $floor;
-- name: grouped
CREATE TABLE grouped AS
SELECT
    m.root, m.n, t.id, t.starts, t.stops, t.columns, t.record,
    c.document, c.shard, c.line, c.file, c.outlet, c.published, c.signature
FROM members AS m
JOIN tellings AS t USING (n)
JOIN copies AS c USING (copy)
ORDER BY m.root;
-- name: inside
CREATE TABLE inside AS
SELECT DISTINCT a.root, p.first, p.second, p.probability
FROM pairs AS p
JOIN members AS a ON a.n = p.first
JOIN members AS b ON b.n = p.second
WHERE a.root = b.root
ORDER BY a.root;
-- name: roots
SELECT root FROM members ORDER BY root;
-- name: batch
SELECT * FROM grouped WHERE root BETWEEN $low AND $high ORDER BY root, n;
-- name: batch_links
SELECT first, second, probability FROM inside WHERE root BETWEEN $low AND $high;
-- name: alone
SELECT
    t.id, t.record, c.document, c.shard, c.line, c.file, c.outlet, c.published, ''::BLOB AS signature
FROM tellings AS t
JOIN copies AS c USING (copy)
ANTI JOIN members USING (n)
ANTI JOIN gone USING (n);
-- name: statements
SELECT s.kind, s.document, s.record, c.shard, c.line, c.file
FROM said AS s
JOIN copies AS c USING (copy)
ANTI JOIN lost USING (copy);
-- name: counts
SELECT
    (SELECT count(*) FROM copies) AS copies,
    (SELECT count(*) FROM lost) AS duplicates,
    (SELECT count(*) FROM tellings) AS rows,
    (SELECT count(*) FROM tellings) - (SELECT count(*) FROM gone) AS tellings;
-- name: passed_over
SELECT reason, sum(amount)::BIGINT AS amount
FROM passed_over
ANTI JOIN lost USING (copy)
GROUP BY reason
ORDER BY reason;
