-- Pages that another program keeps and the paper decides about, by origin and path.
CREATE TABLE outside_stories (
    origin TEXT NOT NULL,
    path TEXT NOT NULL,
    -- JSON: what is known beside the rules of the configuration.
    facts TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (origin, path)
);

-- Keys that sign decisions. One signs until the next one's time has come.
CREATE TABLE decision_keys (
    kid TEXT PRIMARY KEY,
    seed BYTEA NOT NULL,
    signs_from BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
