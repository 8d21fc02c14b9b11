-- Institutions: whose agreement lets which visitors read, and how much they do.
CREATE TABLE institutions (
    -- As rules of the policy name it; never changed.
    slug TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    contact TEXT NOT NULL,
    benefits TEXT NOT NULL,
    -- The first and the last day of the agreement, 2026-11-24, in the paper's zone.
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    paused_at BIGINT,
    ended_at BIGINT
);

CREATE TABLE institution_networks (
    institution TEXT NOT NULL REFERENCES institutions (slug),
    -- 203.0.113.0/24 or 2001:db8::/32, without host bits.
    network TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (institution, network)
);

CREATE TABLE institution_domains (
    institution TEXT NOT NULL REFERENCES institutions (slug),
    domain TEXT NOT NULL,
    -- 1 where addresses under its subdomains count as well.
    subdomains BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    PRIMARY KEY (institution, domain)
);

CREATE TABLE institution_codes (
    id TEXT PRIMARY KEY,
    institution TEXT NOT NULL REFERENCES institutions (slug),
    -- SHA-256 of the code, which nothing holds.
    code_hash TEXT NOT NULL,
    label TEXT NOT NULL,
    readers_max BIGINT NOT NULL,
    readers BIGINT NOT NULL,
    -- The last day on which it may be redeemed; NULL: as long as the agreement lasts.
    expires_on TEXT,
    made_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX institution_codes_hash ON institution_codes (code_hash);
CREATE INDEX institution_codes_institution ON institution_codes (institution, made_at);

-- Readers who redeemed a code. Who left keeps the row, so that no code is redeemed
-- by more readers than it may by leaving and joining.
CREATE TABLE institution_members (
    reader_id TEXT NOT NULL REFERENCES readers (id),
    institution TEXT NOT NULL REFERENCES institutions (slug),
    code TEXT NOT NULL REFERENCES institution_codes (id),
    joined_at BIGINT NOT NULL,
    left_at BIGINT,
    PRIMARY KEY (reader_id, institution)
);
CREATE INDEX institution_members_code ON institution_members (code);
CREATE INDEX institution_members_institution ON institution_members (institution);

-- What an institution's visitors read, all together: no row is of one of them.
CREATE TABLE institution_usage (
    institution TEXT NOT NULL REFERENCES institutions (slug),
    -- yyyymm in the paper's zone.
    month BIGINT NOT NULL,
    story BIGINT NOT NULL,
    total_requests BIGINT NOT NULL,
    unique_requests BIGINT NOT NULL,
    total_investigations BIGINT NOT NULL,
    unique_investigations BIGINT NOT NULL,
    no_license BIGINT NOT NULL,
    PRIMARY KEY (institution, month, story)
);
CREATE INDEX institution_usage_month ON institution_usage (month);
