-- Accounts, log-ins, one-time links, and the tries that limits count.
CREATE TABLE readers (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT,
    roles TEXT NOT NULL,
    verified_at BIGINT,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);
CREATE INDEX readers_created ON readers (created_at, id);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    reader_id TEXT NOT NULL REFERENCES readers (id),
    token_hash BYTEA NOT NULL UNIQUE,
    agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX sessions_reader ON sessions (reader_id);

CREATE TABLE links (
    token_hash BYTEA PRIMARY KEY,
    reader_id TEXT NOT NULL REFERENCES readers (id),
    purpose TEXT NOT NULL,
    next TEXT NOT NULL,
    -- The password that was chosen with this very registration. It takes effect
    -- in the browser that chose it and nowhere else, so that a stranger's
    -- registration of the same address cannot slip in another.
    password_hash TEXT,
    browser_hash TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX links_reader ON links (reader_id);

CREATE TABLE tries (
    key TEXT NOT NULL,
    window_at BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (key, window_at)
);

CREATE TABLE service_keys (
    key_hash BYTEA PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
