-- Plans, subscriptions and what was asked and paid for them.
CREATE TABLE plans (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL,
    version BIGINT NOT NULL,
    name TEXT NOT NULL,
    price_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    term TEXT NOT NULL,
    benefits TEXT NOT NULL,
    position BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    UNIQUE (slug, version)
);
CREATE UNIQUE INDEX plans_on_sale ON plans (slug) WHERE withdrawn_at IS NULL;

CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    reader_id TEXT REFERENCES readers (id),
    plan_id TEXT NOT NULL REFERENCES plans (id),
    status TEXT NOT NULL,
    state TEXT NOT NULL,
    gateway TEXT NOT NULL,
    mandate TEXT,
    anchor_at BIGINT NOT NULL,
    period_index BIGINT NOT NULL,
    period_ends_at BIGINT NOT NULL,
    renews BOOLEAN NOT NULL,
    declines BIGINT NOT NULL,
    declined_since BIGINT,
    next_action_at BIGINT,
    lease_until BIGINT,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    revision BIGINT NOT NULL
);
-- A reader has one running subscription; the database says so, not only the code.
CREATE UNIQUE INDEX subscriptions_running ON subscriptions (reader_id)
    WHERE status IN ('trialing', 'active', 'past_due', 'on_hold', 'paused');
CREATE INDEX subscriptions_reader ON subscriptions (reader_id);
CREATE INDEX subscriptions_due ON subscriptions (next_action_at) WHERE next_action_at IS NOT NULL;
CREATE INDEX subscriptions_created ON subscriptions (created_at, id);

CREATE TABLE cancellations (
    id TEXT PRIMARY KEY,
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    requested_at BIGINT NOT NULL,
    effective_at BIGINT NOT NULL,
    requested_by TEXT NOT NULL,
    withdrawn_at BIGINT
);
CREATE UNIQUE INDEX cancellations_standing ON cancellations (subscription_id)
    WHERE withdrawn_at IS NULL;

CREATE TABLE invoices (
    id TEXT PRIMARY KEY,
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    period_index BIGINT NOT NULL,
    period_starts_at BIGINT NOT NULL,
    period_ends_at BIGINT NOT NULL,
    number TEXT UNIQUE,
    issued_at BIGINT,
    description TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    taxable_minor BIGINT NOT NULL,
    tax_lines TEXT NOT NULL,
    currency TEXT NOT NULL,
    place TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    paid_at BIGINT,
    voided_at BIGINT
);
-- One invoice a period, whatever races or crashes.
CREATE UNIQUE INDEX invoices_period ON invoices (subscription_id, period_index)
    WHERE voided_at IS NULL;
-- The other index knows no void ones, so it cannot find all of a subscription's.
CREATE INDEX invoices_subscription ON invoices (subscription_id);

CREATE TABLE attempts (
    id TEXT PRIMARY KEY,
    invoice_id TEXT NOT NULL REFERENCES invoices (id),
    gateway TEXT NOT NULL,
    reference TEXT,
    outcome TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    settled_at BIGINT
);
CREATE INDEX attempts_invoice ON attempts (invoice_id);
-- At most one capture an invoice, and one try at a time.
CREATE UNIQUE INDEX attempts_captured ON attempts (invoice_id) WHERE outcome = 'captured';
CREATE UNIQUE INDEX attempts_open ON attempts (invoice_id) WHERE outcome IN ('open', 'pending');
CREATE INDEX attempts_unresolved ON attempts (created_at, id) WHERE outcome IN ('open', 'pending');

-- An attempt that a reader makes on the gateway's page, and in which browser it began.
CREATE TABLE checkouts (
    id TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL UNIQUE REFERENCES attempts (id),
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    reader_id TEXT REFERENCES readers (id),
    browser_hash BYTEA NOT NULL,
    next TEXT NOT NULL,
    pay_url TEXT NOT NULL,
    consented_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_at BIGINT,
    made_account BOOLEAN NOT NULL,
    logged_in_at BIGINT
);
-- Two tabs and double clicks share one open checkout.
CREATE UNIQUE INDEX checkouts_open ON checkouts (email_key) WHERE closed_at IS NULL;
CREATE INDEX checkouts_subscription ON checkouts (subscription_id);

-- The books: each entry's postings sum to zero, and each attempt has at most
-- one entry of a kind.
CREATE TABLE journal (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    at BIGINT NOT NULL,
    UNIQUE (attempt_id, kind)
);
CREATE INDEX journal_at ON journal (at);

CREATE TABLE postings (
    journal_id TEXT NOT NULL REFERENCES journal (id),
    line BIGINT NOT NULL,
    account TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (journal_id, line)
);
