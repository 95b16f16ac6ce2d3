-- The ledger's tables, version by version; what was released is never changed, only followed.

-- version 1
CREATE TABLE replies (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    run TEXT NOT NULL,
    stage TEXT NOT NULL,
    about TEXT NOT NULL,
    model TEXT NOT NULL,
    status TEXT NOT NULL,
    text TEXT NOT NULL,
    token_limit INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    cost REAL,
    seconds REAL NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX replies_by_key ON replies (key);
CREATE TABLE outcomes (
    key TEXT PRIMARY KEY,
    reply INTEGER REFERENCES replies (id),
    mended TEXT,
    up_to INTEGER NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE failures (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    run TEXT NOT NULL,
    stage TEXT NOT NULL,
    about TEXT NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE runs (
    run TEXT PRIMARY KEY,
    started TEXT NOT NULL,
    ended TEXT,
    manifest TEXT
);

-- version 2
CREATE TABLE claims (
    key TEXT PRIMARY KEY,
    run TEXT NOT NULL,
    host TEXT NOT NULL,
    process INTEGER NOT NULL,
    born TEXT NOT NULL,
    until REAL NOT NULL
);

-- version 3
CREATE TABLE name_sightings (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    article TEXT NOT NULL,
    kind TEXT NOT NULL,
    english TEXT NOT NULL,
    form TEXT NOT NULL,
    wrote TEXT NOT NULL,
    outlet TEXT NOT NULL,
    language TEXT NOT NULL,
    paragraph INTEGER NOT NULL,
    quote TEXT NOT NULL,
    roles TEXT NOT NULL
);
CREATE INDEX name_sightings_by_day ON name_sightings (day, article);
CREATE TABLE name_decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    other TEXT NOT NULL,
    parts TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE name_reads (
    article TEXT PRIMARY KEY,
    day TEXT NOT NULL
);

-- version 4
ALTER TABLE outcomes ADD COLUMN text TEXT;
ALTER TABLE outcomes ADD COLUMN cost REAL;

-- version 5
CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mark TEXT NOT NULL UNIQUE,
    run TEXT NOT NULL,
    model TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    state TEXT NOT NULL,
    file TEXT,
    batch TEXT,
    lines INTEGER NOT NULL,
    up_to INTEGER NOT NULL,
    at TEXT NOT NULL,
    due TEXT,
    told TEXT NOT NULL DEFAULT ''
);
CREATE TABLE batch_lines (
    batch INTEGER NOT NULL REFERENCES batches (id),
    key TEXT NOT NULL,
    stage TEXT NOT NULL,
    about TEXT NOT NULL,
    token_limit INTEGER NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (batch, key)
) WITHOUT ROWID;
CREATE UNIQUE INDEX open_line_by_key ON batch_lines (key) WHERE state = 'open';
