-- Which pairs of actors what was added, removed or said concerns, so that what was made of the others stands.
-- Derived, so it stands in no dump; only whether a number has changed means anything.

CREATE TABLE touched_dyads (
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    times INTEGER NOT NULL,              -- grows with each change of what is told or said of the two
    PRIMARY KEY (a, b),
    CHECK (a < b OR (a = '' AND b = '')) -- the empty ones: what may concern any pair
) STRICT, WITHOUT ROWID;

CREATE TRIGGER merged_dyads_added AFTER INSERT ON merged_dyads BEGIN
    INSERT INTO touched_dyads VALUES (new.a, new.b, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;

CREATE TRIGGER merged_dyads_removed AFTER DELETE ON merged_dyads BEGIN
    INSERT INTO touched_dyads VALUES (old.a, old.b, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;

CREATE TRIGGER statement_actors_added AFTER INSERT ON statement_actors BEGIN
    INSERT INTO touched_dyads
    SELECT min(actor, new.actor), max(actor, new.actor), 1 FROM statement_actors
    WHERE statement = new.statement AND actor <> new.actor GROUP BY actor
    ON CONFLICT DO UPDATE SET times = times + 1;
END;

CREATE TRIGGER statement_actors_removed BEFORE DELETE ON statement_actors BEGIN
    INSERT INTO touched_dyads
    SELECT min(actor, old.actor), max(actor, old.actor), 1 FROM statement_actors
    WHERE statement = old.statement AND actor <> old.actor GROUP BY actor
    ON CONFLICT DO UPDATE SET times = times + 1;
END;

-- A correction of an event merges it anew; one of a statement may give it other actors.
CREATE TRIGGER corrections_added AFTER INSERT ON corrections WHEN new.kind <> 'event' BEGIN
    INSERT INTO touched_dyads VALUES ('', '', 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;

CREATE TRIGGER withdrawals_added AFTER INSERT ON withdrawals
WHEN (SELECT kind FROM corrections WHERE id = new.correction) <> 'event' BEGIN
    INSERT INTO touched_dyads VALUES ('', '', 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;
