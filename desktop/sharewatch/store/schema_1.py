"""The tables of schema 1, as text.

Keys start with the poll, so that a new poll only adds at the end.
Times are UTC seconds. A count is NULL where the Hub gave none.
"""

from __future__ import annotations

VERSION_1 = """
-- One database holds one source: the Hub, the demo or a replayed file.
CREATE TABLE source (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    kind TEXT NOT NULL,
    label TEXT NOT NULL
) STRICT;

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE catalog (
    id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    version TEXT NOT NULL,
    UNIQUE (fingerprint, version)
) STRICT;

-- as_of is the source's time; started_at and finished_at are this machine's.
CREATE TABLE poll (
    seq INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('live', 'import')),
    as_of INTEGER NOT NULL,
    day INTEGER NOT NULL AS (as_of / 86400) VIRTUAL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    catalog INTEGER NOT NULL REFERENCES catalog,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
    models INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    skipped_rows INTEGER NOT NULL,
    checksum BLOB
) STRICT;
CREATE INDEX poll_by_day ON poll (day, complete, as_of);

-- Which owners a poll asked, and whether their listing arrived whole.
CREATE TABLE poll_owner (
    poll INTEGER NOT NULL REFERENCES poll,
    owner TEXT NOT NULL COLLATE NOCASE,
    whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
    models INTEGER NOT NULL,
    error TEXT,
    PRIMARY KEY (poll, owner)
) STRICT, WITHOUT ROWID;

-- family is the official family under the catalog in use now.
CREATE TABLE model (
    id INTEGER PRIMARY KEY,
    hub_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    family TEXT,
    created_at INTEGER,
    pipeline_tag TEXT,
    first_poll INTEGER NOT NULL REFERENCES poll
) STRICT;
CREATE INDEX model_by_family ON model (family);

-- A new line for each new name, or when another owner's listing brought the model. The owner is
-- in lower case here; poll_owner spells it.
CREATE TABLE model_name (
    model INTEGER NOT NULL REFERENCES model,
    first_poll INTEGER NOT NULL REFERENCES poll,
    name TEXT NOT NULL,
    owner TEXT NOT NULL COLLATE NOCASE,
    PRIMARY KEY (model, first_poll)
) STRICT, WITHOUT ROWID;

-- Written only when something changed since the model's last row. present = 0: its owner's
-- listing arrived whole and did not name it. Owners that weren't swept leave no rows. No
-- REFERENCES here: looking up two keys for each row would cost a quarter of the time.
CREATE TABLE observation (
    poll INTEGER NOT NULL,
    model INTEGER NOT NULL,
    downloads_30d INTEGER,
    downloads_all_time INTEGER,
    likes INTEGER,
    present INTEGER NOT NULL CHECK (present IN (0, 1)),
    PRIMARY KEY (poll, model)
) STRICT, WITHOUT ROWID;

-- The poll of each model's last row.
CREATE TABLE latest (
    model INTEGER PRIMARY KEY REFERENCES model,
    poll INTEGER NOT NULL REFERENCES poll
) STRICT;

CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    scope TEXT NOT NULL,
    attribution TEXT NOT NULL,
    measure TEXT NOT NULL,
    family TEXT NOT NULL,
    UNIQUE (scope, attribution, measure, family)
) STRICT;

-- value is NULL where the sum is not known.
CREATE TABLE rollup (
    poll INTEGER NOT NULL REFERENCES poll,
    series INTEGER NOT NULL REFERENCES series,
    value INTEGER,
    models INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    PRIMARY KEY (poll, series)
) STRICT, WITHOUT ROWID;

-- A removed rule stays, for the inbox still speaks of it.
CREATE TABLE rule (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;

-- threshold and margin are exact fractions, as text.
CREATE TABLE rule_version (
    rule INTEGER NOT NULL REFERENCES rule,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    family TEXT NOT NULL,
    measure TEXT NOT NULL,
    direction TEXT NOT NULL,
    threshold TEXT NOT NULL,
    margin TEXT NOT NULL,
    confirm INTEGER NOT NULL,
    "window" INTEGER NOT NULL,
    clear_after INTEGER NOT NULL,
    cooldown_s INTEGER NOT NULL,
    repeat_s INTEGER,
    max_gap_s INTEGER,
    once INTEGER NOT NULL,
    expires_at INTEGER,
    tell_on_creation INTEGER NOT NULL,
    by_update INTEGER NOT NULL,
    scope TEXT NOT NULL,
    PRIMARY KEY (rule, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_state (
    rule INTEGER PRIMARY KEY REFERENCES rule,
    state TEXT NOT NULL
) STRICT;

-- The inbox. The unique key makes it exactly-once.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    rule INTEGER NOT NULL,
    version INTEGER NOT NULL,
    episode INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('BASELINE', 'FIRED', 'CLEARED')),
    poll INTEGER REFERENCES poll,
    at INTEGER NOT NULL,
    share_num INTEGER,
    share_den INTEGER,
    unread INTEGER NOT NULL DEFAULT 1 CHECK (unread IN (0, 1)),
    missed INTEGER NOT NULL DEFAULT 0 CHECK (missed IN (0, 1)),
    UNIQUE (rule, version, episode, kind),
    FOREIGN KEY (rule, version) REFERENCES rule_version
) STRICT;

-- What is still to be shown on the desktop: claim, show, mark.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    event INTEGER NOT NULL REFERENCES event,
    notice TEXT NOT NULL CHECK (notice IN ('FIRED', 'CLEARED', 'REPEAT')),
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'due'
        CHECK (state IN ('due', 'claimed', 'shown', 'cancelled', 'missed')),
    claimed_at INTEGER,
    shown_at INTEGER
) STRICT;
CREATE INDEX outbox_by_event ON outbox (event);
CREATE INDEX outbox_unshown ON outbox (due_at) WHERE state IN ('due', 'claimed');
"""
