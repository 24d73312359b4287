"""The tables of schema 2, as text: what the measures beyond a poll's own sums stand on.

Bounds of incomplete polls, censuses, imports, published lists, doubted counts."""

from __future__ import annotations

VERSION_2 = """
-- Where value is NULL the sum may still be bounded: low and high are then both given.
ALTER TABLE rollup ADD COLUMN low INTEGER;
ALTER TABLE rollup ADD COLUMN high INTEGER;

-- A file that was brought in. Its polls and lists say which file they came from.
CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    at INTEGER NOT NULL,
    rows INTEGER NOT NULL
) STRICT;

ALTER TABLE poll ADD COLUMN import INTEGER REFERENCES import;

-- A digest of all that decides where a model counts (catalog, lists, lineage) when the sums were
-- made; where it is another one's than today's, they are made again. NULL is the catalog's alone.
ALTER TABLE poll ADD COLUMN counting TEXT;
ALTER TABLE model ADD COLUMN parameters INTEGER;
ALTER TABLE model ADD COLUMN parameters_source TEXT;

-- Rows of a poll that could not be read; name is NULL where not even that could.
CREATE TABLE skipped_row (
    poll INTEGER NOT NULL REFERENCES poll,
    nth INTEGER NOT NULL,
    owner TEXT NOT NULL,
    name TEXT,
    reason TEXT NOT NULL,
    PRIMARY KEY (poll, nth)
) STRICT, WITHOUT ROWID;

-- A census lists every model of a reach, whoever published it: the models of the text tasks, the
-- whole Hub, or all that a file named. It is under way until finished_at is set; task and cursor
-- say where to go on. cutoff is the least 30-day count it asked for, covered the part of all
-- downloads that lies above it (an exact fraction as text), where that is known.
CREATE TABLE census (
    id INTEGER PRIMARY KEY,
    reach TEXT NOT NULL CHECK (reach IN ('text', 'hub', 'file')),
    as_of INTEGER NOT NULL,
    day INTEGER NOT NULL AS (as_of / 86400) VIRTUAL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    catalog INTEGER REFERENCES catalog,
    counting TEXT,
    cutoff INTEGER NOT NULL DEFAULT 0,
    covered TEXT,
    models INTEGER NOT NULL DEFAULT 0,
    requests INTEGER NOT NULL DEFAULT 0,
    skipped_rows INTEGER NOT NULL DEFAULT 0,
    task INTEGER NOT NULL DEFAULT 0,
    cursor TEXT,
    import INTEGER REFERENCES import
) STRICT;
CREATE INDEX census_by_day ON census (day, as_of);

-- The models that censuses saw, as they were last described. bases is a JSON list of paths.
CREATE TABLE census_model (
    id INTEGER PRIMARY KEY,
    hub_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at INTEGER,
    pipeline_tag TEXT,
    relation TEXT,
    bases TEXT,
    parameters INTEGER,
    parameters_source TEXT
) STRICT;

-- A page of a census by columns: compressed arrays, for a row each would be twenty times as much.
CREATE TABLE census_chunk (
    census INTEGER NOT NULL REFERENCES census,
    nth INTEGER NOT NULL,
    columns BLOB NOT NULL,
    PRIMARY KEY (census, nth)
) STRICT;

CREATE TABLE census_rollup (
    census INTEGER NOT NULL REFERENCES census,
    series INTEGER NOT NULL REFERENCES series,
    value INTEGER,
    models INTEGER NOT NULL,
    unknown INTEGER NOT NULL,
    PRIMARY KEY (census, series)
) STRICT, WITHOUT ROWID;

-- Published lists: models as a scope, owners' regions, release dates, declared lineage.
CREATE TABLE list_model (
    list TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL COLLATE NOCASE,
    import INTEGER NOT NULL REFERENCES import,
    PRIMARY KEY (list, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE owner_region (
    owner TEXT PRIMARY KEY COLLATE NOCASE,
    region TEXT NOT NULL,
    import INTEGER NOT NULL REFERENCES import
) STRICT, WITHOUT ROWID;

CREATE TABLE release_date (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    at INTEGER NOT NULL,
    import INTEGER NOT NULL REFERENCES import
) STRICT, WITHOUT ROWID;

CREATE TABLE declared (
    name TEXT NOT NULL,
    base TEXT NOT NULL,
    relation TEXT,
    import INTEGER NOT NULL REFERENCES import,
    PRIMARY KEY (name, base)
) STRICT, WITHOUT ROWID;

-- A model whose counts are doubted from a poll on, and the last poll of the doubt. While it lasts
-- its family's sum is bounded by the trusted counts and the ones that were seen. most is the
-- greatest plausible rise of the all-time count, NULL where it was a fall that was doubted.
CREATE TABLE quarantine (
    model INTEGER NOT NULL REFERENCES model,
    first_poll INTEGER NOT NULL REFERENCES poll,
    last_poll INTEGER,
    reason TEXT NOT NULL,
    most INTEGER,
    trusted_30d INTEGER,
    trusted_all_time INTEGER,
    seen_30d INTEGER,
    seen_all_time INTEGER,
    PRIMARY KEY (model, first_poll)
) STRICT, WITHOUT ROWID;

-- A rule may watch a claim instead of a family's share.
ALTER TABLE rule_version ADD COLUMN attribution TEXT NOT NULL DEFAULT 'official';
ALTER TABLE rule_version ADD COLUMN claim TEXT NOT NULL DEFAULT '';
"""
