-- What opens stories beside the policy: gifts of subscribers, links of the desk's
-- campaigns, and stories unlocked for everybody.
CREATE TABLE gifts (
    -- 32 hexadecimal digits, random; the link's token proves them.
    id TEXT PRIMARY KEY,
    giver TEXT NOT NULL REFERENCES readers (id),
    -- yyyymm in the paper's zone, and which of the month's gifts it is.
    month BIGINT NOT NULL,
    place BIGINT NOT NULL,
    story BIGINT NOT NULL REFERENCES stories (number),
    -- As the story stood when it was given.
    path TEXT NOT NULL,
    headline TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    openers_max BIGINT NOT NULL,
    openers BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX gifts_place ON gifts (giver, month, place);
CREATE INDEX gifts_giver ON gifts (giver, given_at);
CREATE INDEX gifts_month ON gifts (month, story);
CREATE INDEX gifts_expiry ON gifts (expires_at);

-- Who opened a gift: a hash that is of this gift alone, forgotten when it has expired.
CREATE TABLE gift_openers (
    gift TEXT NOT NULL REFERENCES gifts (id),
    opener TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    PRIMARY KEY (gift, opener)
);

CREATE TABLE campaigns (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- all, or words such as section:markets topic:budget story:214.
    scope TEXT NOT NULL,
    -- Where its short link leads.
    landing TEXT NOT NULL,
    opens_premium BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    -- On how many devices; NULL: on any number.
    uses_max BIGINT,
    uses BIGINT NOT NULL,
    -- For how many days on a device; 0: for the visit.
    days BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX campaigns_end ON campaigns (ends_at);

-- Devices that a campaign let in, and the day in the paper's zone, yyyymmdd.
CREATE TABLE campaign_devices (
    campaign TEXT NOT NULL REFERENCES campaigns (id),
    device TEXT NOT NULL,
    day BIGINT NOT NULL,
    PRIMARY KEY (campaign, device)
);
CREATE TABLE campaign_days (
    campaign TEXT NOT NULL REFERENCES campaigns (id),
    day BIGINT NOT NULL,
    devices BIGINT NOT NULL,
    PRIMARY KEY (campaign, day)
);

CREATE TABLE unlocks (
    number BIGINT PRIMARY KEY,
    scope TEXT NOT NULL,
    reason TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX unlocks_end ON unlocks (ends_at);
