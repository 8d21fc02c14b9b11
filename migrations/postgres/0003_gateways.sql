-- The sandbox gateway's own ledger: what a provider would hold, kept apart
-- from what the paper knows. And every webhook event ever taken, of all gateways.
CREATE TABLE sandbox_payments (
    id TEXT PRIMARY KEY,
    idempotency_key TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    return_url TEXT NOT NULL,
    cancel_url TEXT NOT NULL,
    status TEXT NOT NULL,
    mandate TEXT,
    created_at BIGINT NOT NULL,
    captured_at BIGINT,
    refunded_at BIGINT
);

CREATE TABLE sandbox_mandates (
    id TEXT PRIMARY KEY,
    renewals TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE webhook_events (
    gateway TEXT NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (gateway, event_id)
);
