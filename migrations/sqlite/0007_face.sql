-- Pictures with their renditions, the language of stories and readers, what
-- readers saved, and how often stories were opened, hour by hour.
CREATE TABLE pictures (
    id TEXT PRIMARY KEY,
    alt TEXT NOT NULL,
    caption TEXT NOT NULL,
    credit TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE renditions (
    path TEXT PRIMARY KEY,
    picture TEXT NOT NULL REFERENCES pictures (id),
    width BIGINT NOT NULL,
    height BIGINT NOT NULL
);
CREATE INDEX renditions_picture ON renditions (picture, width);

ALTER TABLE stories ADD COLUMN picture TEXT REFERENCES pictures (id);
-- What this story says of its picture, where it is not the picture's own words.
ALTER TABLE stories ADD COLUMN picture_alt TEXT NOT NULL DEFAULT '';
ALTER TABLE stories ADD COLUMN picture_caption TEXT NOT NULL DEFAULT '';
ALTER TABLE stories ADD COLUMN picture_credit TEXT NOT NULL DEFAULT '';
ALTER TABLE stories ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
-- The story that this one says in another language. No foreign key: a copy
-- writes the stories in an order of its own.
ALTER TABLE stories ADD COLUMN translation_of BIGINT;
CREATE INDEX stories_translation ON stories (translation_of) WHERE translation_of IS NOT NULL;

ALTER TABLE authors ADD COLUMN picture TEXT REFERENCES pictures (id);

ALTER TABLE readers ADD COLUMN language TEXT;
-- In which language the payer bought: that of the account which the payment makes.
ALTER TABLE checkouts ADD COLUMN language TEXT;

CREATE TABLE saved_stories (
    reader_id TEXT NOT NULL REFERENCES readers (id),
    story BIGINT NOT NULL REFERENCES stories (number),
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (reader_id, story)
);
CREATE INDEX saved_stories_reader ON saved_stories (reader_id, saved_at, story);

CREATE TABLE story_openings (
    story BIGINT NOT NULL REFERENCES stories (number),
    hour_at BIGINT NOT NULL,
    openings BIGINT NOT NULL,
    PRIMARY KEY (story, hour_at)
);
CREATE INDEX story_openings_hour ON story_openings (hour_at);

-- Opinions stand apart on the front page.
ALTER TABLE sections ADD COLUMN opinion BIGINT NOT NULL DEFAULT 0;
