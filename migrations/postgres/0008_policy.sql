-- Meters of several names and windows, and the policy that the desk edits.
ALTER TABLE reading_batches RENAME COLUMN month TO period;
ALTER TABLE reading_batches ADD COLUMN meter BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reading_batches ADD COLUMN needed_until BIGINT NOT NULL DEFAULT 0;
-- What was counted so far are months, yyyymm: rather a year too long than an hour too short.
UPDATE reading_batches SET needed_until = ((period / 100 - 1970) * 12 + period % 100) * 2678400000000;
DROP INDEX reading_batches_month;
CREATE INDEX reading_batches_period ON reading_batches (meter, period);

-- Every policy that was ever in force at the desk's word; the last one is.
CREATE TABLE policies (
    version BIGINT PRIMARY KEY,
    -- JSON; empty where the desk gave the word back to the configuration.
    policy TEXT NOT NULL,
    note TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL
);
