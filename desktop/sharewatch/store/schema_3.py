"""The tables of schema 3, as text: health beside alerts, one outbox for both, sealed censuses."""

from __future__ import annotations

VERSION_3 = """
-- An outage of the watching itself, by the kind of ailment. It lasts while ended_at is NULL; of
-- each kind one lasts at most.
CREATE TABLE health (
    id INTEGER PRIMARY KEY,
    ailment TEXT NOT NULL,
    what TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER,
    unread INTEGER NOT NULL DEFAULT 1 CHECK (unread IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX health_lasting ON health (ailment) WHERE ended_at IS NULL;

-- A message is about an event or about an outage. shown_as is what the desktop calls it.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    event INTEGER REFERENCES event,
    health INTEGER REFERENCES health,
    notice TEXT NOT NULL CHECK (notice IN ('FIRED', 'CLEARED', 'REPEAT', 'HEALTH')),
    due_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'due'
        CHECK (state IN ('due', 'claimed', 'shown', 'cancelled', 'missed')),
    claimed_at INTEGER,
    shown_at INTEGER,
    shown_as TEXT,
    CHECK ((event IS NULL) <> (health IS NULL))
) STRICT;
INSERT INTO message (id, event, notice, due_at, state, claimed_at, shown_at)
    SELECT id, event, notice, due_at, state, claimed_at, shown_at FROM outbox;
DROP TABLE outbox;
ALTER TABLE message RENAME TO outbox;
CREATE INDEX outbox_by_event ON outbox (event);
CREATE INDEX outbox_by_health ON outbox (health);
CREATE INDEX outbox_unshown ON outbox (due_at) WHERE state IN ('due', 'claimed');

-- Over all that a finished census stored; NULL for those finished before there were seals.
ALTER TABLE census ADD COLUMN checksum BLOB;
"""
