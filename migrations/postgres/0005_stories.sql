-- Stories: the headline record and the body apart, so that a page which may
-- not show the body never loads it.
CREATE TABLE sections (
    slug TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    position BIGINT NOT NULL
);

CREATE TABLE authors (
    slug TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    bio TEXT NOT NULL
);

CREATE TABLE topics (
    slug TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE stories (
    number BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    section TEXT NOT NULL REFERENCES sections (slug),
    slug TEXT NOT NULL,
    headline TEXT NOT NULL,
    kicker TEXT NOT NULL,
    standfirst TEXT NOT NULL,
    lead TEXT NOT NULL,
    access TEXT NOT NULL,
    required_benefit TEXT,
    status TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_on TEXT,
    words BIGINT NOT NULL,
    version BIGINT NOT NULL,
    -- Who began it at the desk: an author sees and edits only these.
    owner TEXT,
    source_key TEXT UNIQUE,
    UNIQUE (section, slug)
);
CREATE INDEX stories_published ON stories (published_at, number) WHERE status = 'published';
CREATE INDEX stories_section ON stories (section, published_at, number) WHERE status = 'published';
CREATE INDEX stories_updated ON stories (updated_at, number);

CREATE TABLE bodies (
    story BIGINT PRIMARY KEY REFERENCES stories (number),
    document TEXT NOT NULL
);

CREATE TABLE story_authors (
    story BIGINT NOT NULL REFERENCES stories (number),
    author TEXT NOT NULL REFERENCES authors (slug),
    position BIGINT NOT NULL,
    PRIMARY KEY (story, author)
);
CREATE INDEX story_authors_author ON story_authors (author, story);

CREATE TABLE story_topics (
    story BIGINT NOT NULL REFERENCES stories (number),
    topic TEXT NOT NULL REFERENCES topics (slug),
    PRIMARY KEY (story, topic)
);
CREATE INDEX story_topics_topic ON story_topics (topic, story);

CREATE TABLE redirects (
    path TEXT PRIMARY KEY,
    story BIGINT REFERENCES stories (number),
    target TEXT
);

CREATE TABLE static_pages (
    slug TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    document TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
