-- What the embedded meter remembers: batches of readings, one row a group
-- commit. An entry is 20 bytes: the visitor (16), the story (4, little endian,
-- its top bit set where the reading was taken back).
CREATE TABLE reading_batches (
    number BIGINT PRIMARY KEY,
    month BIGINT NOT NULL,
    entries BYTEA NOT NULL
);
CREATE INDEX reading_batches_month ON reading_batches (month);
