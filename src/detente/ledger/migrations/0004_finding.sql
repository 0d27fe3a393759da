-- Look-ups for large ledgers; derived, so they stand in no dump.

CREATE TABLE merged_dyads (              -- the events of two actors, the latest first, undated last
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    day TEXT NOT NULL,                   -- first of the date, '' for none
    event TEXT NOT NULL,
    PRIMARY KEY (a, b, day DESC, event),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;

CREATE TABLE merged_actors (             -- the same of one actor, on either side
    actor TEXT NOT NULL,
    day TEXT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (actor, day DESC, event)
) STRICT, WITHOUT ROWID;

INSERT INTO merged_dyads
SELECT DISTINCT min(one.actor, two.actor), max(one.actor, two.actor), coalesce(date_start, ''), one.event
FROM merged_participants AS one JOIN merged_participants AS two ON two.event = one.event
JOIN merged_events ON merged_events.id = one.event
WHERE one.actor <> two.actor AND one.role = 'source' AND (
    two.role = 'target' OR (two.role = 'source' AND NOT EXISTS (
        SELECT 1 FROM merged_participants AS three WHERE three.event = one.event AND three.role = 'target'
    ))
)
ORDER BY 1, 2, 3 DESC, 4;

INSERT INTO merged_actors
SELECT DISTINCT actor, coalesce(date_start, ''), event FROM merged_participants
JOIN merged_events ON merged_events.id = event WHERE role <> 'person' ORDER BY 1, 2 DESC, 3;

CREATE TRIGGER merged_events_removed BEFORE DELETE ON merged_events BEGIN
    DELETE FROM merged_dyads
    WHERE a IN (SELECT actor FROM merged_participants WHERE event = old.id)
        AND b IN (SELECT actor FROM merged_participants WHERE event = old.id)
        AND day = coalesce(old.date_start, '') AND event = old.id;
    DELETE FROM merged_actors
    WHERE actor IN (SELECT actor FROM merged_participants WHERE event = old.id)
        AND day = coalesce(old.date_start, '') AND event = old.id;
END;

CREATE INDEX documents_listed ON documents (published DESC, id);
