-- name: put
INSERT INTO forecasts VALUES (
    :id, :made, :as_of, :closes, :kind, :source, :target, :type, :domain, :periods, :answer, :baselines, :model,
    :version, :n_events, :settings, :generation
) ON CONFLICT DO NOTHING;

-- name: find
SELECT id, made, as_of, closes, kind, source, target, type, domain, periods, answer, baselines, model, version,
    n_events, settings, generation
FROM forecasts
WHERE (:kind IS NULL OR kind = :kind) AND (:type IS NULL OR type = :type)
    AND (:actor IS NULL OR :actor IN (source, target))
    AND (:dyad_a IS NULL OR (source = :dyad_a AND target = :dyad_b) OR (source = :dyad_b AND target = :dyad_a))
    AND (:since IS NULL OR as_of >= :since) AND (:until IS NULL OR as_of < :until)
ORDER BY as_of DESC, kind, source, target, type, made DESC, id;

-- name: unsound
SELECT id FROM forecasts WHERE NOT (json_valid(periods) AND json_valid(answer) AND json_valid(baselines)
    AND json_valid(settings) AND date(as_of) IS as_of AND date(closes) IS closes)
ORDER BY id;
