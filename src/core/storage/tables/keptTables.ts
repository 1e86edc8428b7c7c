/** Migrations of the tables of what is kept of LiveChat. */

/**
 * What was fetched from LiveChat, to be read without a network (core/localData). Times are milliseconds since the epoch.
 * `kept_items`: tickets and threads of chats. `doc` increases with `changed_at`, so that a search finds the newest first.
 * `summary`: a row of a list as JSON. `changed_at` is LiveChat's time, `read_changed_at` its value when the user read the
 * item. `parent_id`: the chat of a thread. `kept_details.value`: a ticket or chat with its messages as JSON.
 * `is_indexed`: the full-text index, which is created when it is first needed, has the current text.
 * `kept_removed`: rows of that index that are to be removed. `kept_lists`: agents, groups and tags as JSON.
 */
export const keptTables = `
INSERT INTO topics VALUES ('kept', 0);
CREATE TABLE kept_items (
  doc INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  item_id TEXT NOT NULL,
  parent_id TEXT,
  status TEXT,
  changed_at INTEGER NOT NULL,
  fetched_at INTEGER NOT NULL,
  summary TEXT NOT NULL,
  read_changed_at INTEGER,
  is_indexed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account, kind, item_id)
) STRICT;
CREATE INDEX kept_items_newest ON kept_items (account, kind, doc);
CREATE INDEX kept_items_status ON kept_items (account, kind, status, doc);
CREATE INDEX kept_items_parent ON kept_items (account, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX kept_items_age ON kept_items (fetched_at);
CREATE INDEX kept_items_unindexed ON kept_items (doc) WHERE is_indexed = 0;
CREATE TABLE kept_details (
  doc INTEGER PRIMARY KEY,
  changed_at INTEGER NOT NULL,
  fetched_at INTEGER NOT NULL,
  value TEXT NOT NULL
) STRICT;
CREATE TABLE kept_removed (
  doc INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE kept_lists (
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  fetched_at INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER kept_items_delete AFTER DELETE ON kept_items BEGIN
  DELETE FROM kept_details WHERE doc = old.doc;
  INSERT OR IGNORE INTO kept_removed SELECT old.doc WHERE old.is_indexed = 1;
END;
CREATE TRIGGER kept_items_update AFTER UPDATE OF is_indexed ON kept_items
WHEN old.is_indexed = 1 AND new.is_indexed = 0 BEGIN
  INSERT OR IGNORE INTO kept_removed VALUES (old.doc);
END;
CREATE TRIGGER kept_items_move AFTER UPDATE OF doc ON kept_items WHEN old.doc <> new.doc BEGIN
  UPDATE kept_details SET doc = new.doc WHERE doc = old.doc;
END;`;

export const changedSinceRead =
  'CREATE INDEX kept_items_changed ON kept_items (account, item_id) WHERE read_changed_at < changed_at;';

/**
 * What tickets are filtered and sorted by, computed from the row of a list. `waits_since`: ISO time since when the
 * requester waits, empty if no answer is due, NULL if that is not known (core/domain/ticketWait.ts). `created`: ISO time.
 */
export const ticketFacets = `
ALTER TABLE kept_items ADD COLUMN waits_since TEXT AS (CASE
  WHEN status IN ('solved', 'closed', 'spam', 'trash') THEN ''
  WHEN summary -> '$.ticket.wait' IS NOT NULL THEN coalesce(summary ->> '$.ticket.wait.since', '') END);
ALTER TABLE kept_items ADD COLUMN priority_rank INTEGER AS (CASE summary ->> '$.ticket.priority'
  WHEN 'urgent' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 END);
ALTER TABLE kept_items ADD COLUMN assignee TEXT AS (lower(summary ->> '$.ticket.assignee.id'));
ALTER TABLE kept_items ADD COLUMN requester TEXT AS (lower(summary ->> '$.ticket.requester.mail'));
ALTER TABLE kept_items ADD COLUMN source TEXT AS (summary ->> '$.ticket.source.type');
ALTER TABLE kept_items ADD COLUMN created TEXT AS (summary ->> '$.ticket.date');
ALTER TABLE kept_items ADD COLUMN tags TEXT AS (summary -> '$.ticket.tags');
ALTER TABLE kept_items ADD COLUMN group_ids TEXT AS (summary -> '$.ticket.groupIds');
CREATE INDEX kept_items_facets ON kept_items (account, kind, doc, status, fetched_at, changed_at, waits_since,
  priority_rank, assignee, requester, source, created, tags, group_ids);`;
