/**
 * Times are milliseconds since the epoch. An event is pending while only a reference to its ticket or chat is known.
 * Keys and groups of an event are computed from `arrival`, also to delete them.
 * `event_keys` holds what recognises a repeated delivery of the same event (`keysOf` in core/domain/arrival.ts).
 * `event_totals` is the sum of `events.bytes`. `evicted_keys` holds digests of the ids and keys of events that were deleted while retries may still come.
 */
export const eventTables = `
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  arrival TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  pending INTEGER NOT NULL DEFAULT 0,
  shown_at INTEGER,
  read_at INTEGER
) STRICT;
CREATE INDEX events_unread ON events (account, accepted_at) WHERE read_at IS NULL AND pending = 0;
CREATE INDEX events_unshown ON events (seq) WHERE shown_at IS NULL AND pending = 0;
CREATE INDEX events_pending ON events (seq) WHERE pending = 1;
CREATE TABLE event_totals (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  bytes INTEGER NOT NULL
) STRICT;
INSERT INTO event_totals VALUES (1, 0);
CREATE TABLE event_keys (
  key TEXT PRIMARY KEY,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE event_groups (
  group_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (group_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE evicted_keys (
  digest TEXT PRIMARY KEY,
  accepted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX evicted_keys_age ON evicted_keys (accepted_at);`;

/**
 * Events are identified by account and id: two accounts may have the same id. `unread_counts` is kept by triggers.
 * `event_totals.seen_at` is the time of the last eviction, and `doubted_at` that of one at which the clock had jumped ahead.
 */
export const eventsByAccount = `
CREATE TABLE events_by_account (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL,
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  arrival TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  pending INTEGER NOT NULL DEFAULT 0,
  shown_at INTEGER,
  read_at INTEGER,
  UNIQUE (event_id, account)
) STRICT;
INSERT INTO events_by_account (seq, event_id, account, kind, accepted_at, arrival, bytes, pending, shown_at, read_at)
  SELECT seq, event_id, account, kind, accepted_at, arrival, bytes, pending, shown_at, read_at FROM events;
DELETE FROM sqlite_sequence WHERE name = 'events_by_account';
INSERT INTO sqlite_sequence (name, seq) SELECT 'events_by_account', seq FROM sqlite_sequence WHERE name = 'events';
DROP TABLE events;
ALTER TABLE events_by_account RENAME TO events;
CREATE INDEX events_unread ON events (account, accepted_at) WHERE read_at IS NULL AND pending = 0;
CREATE INDEX events_unshown ON events (seq) WHERE shown_at IS NULL AND pending = 0;
CREATE INDEX events_pending ON events (seq) WHERE pending = 1;
ALTER TABLE event_totals ADD COLUMN seen_at INTEGER;
ALTER TABLE event_totals ADD COLUMN doubted_at INTEGER;
CREATE TABLE unread_counts (
  account TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO unread_counts SELECT account, count(*) FROM events WHERE read_at IS NULL AND pending = 0 GROUP BY account;
CREATE TRIGGER events_unread_insert AFTER INSERT ON events WHEN new.read_at IS NULL AND new.pending = 0 BEGIN
  INSERT INTO unread_counts VALUES (new.account, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER events_unread_update AFTER UPDATE OF read_at, pending ON events
WHEN (old.read_at IS NULL AND old.pending = 0) <> (new.read_at IS NULL AND new.pending = 0) BEGIN
  INSERT INTO unread_counts VALUES (new.account, iif(new.read_at IS NULL AND new.pending = 0, 1, -1))
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
END;
CREATE TRIGGER events_unread_delete AFTER DELETE ON events WHEN old.read_at IS NULL AND old.pending = 0 BEGIN
  UPDATE unread_counts SET count = count - 1 WHERE account = old.account;
END;`;

/**
 * Events that are to be published to a team's stream, in a receiver (core/events/publish): while `publishing` has a row,
 * each complete event that came from LiveChat itself. Test events stay here.
 */
export const unpublishedEvents = `
CREATE TABLE publishing (
  id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;
CREATE TABLE unpublished_events (
  seq INTEGER PRIMARY KEY
) STRICT;
CREATE TRIGGER events_publish_insert AFTER INSERT ON events WHEN new.pending = 0 AND EXISTS (SELECT 1 FROM publishing)
AND instr(new.arrival, '"viaTeam":true') = 0 AND new.event_id NOT LIKE 'test-%' BEGIN
  INSERT OR IGNORE INTO unpublished_events VALUES (new.seq);
END;
CREATE TRIGGER events_publish_complete AFTER UPDATE OF pending ON events
WHEN old.pending = 1 AND new.pending = 0 AND EXISTS (SELECT 1 FROM publishing) BEGIN
  INSERT OR IGNORE INTO unpublished_events VALUES (new.seq);
END;
CREATE TRIGGER events_publish_delete AFTER DELETE ON events BEGIN
  DELETE FROM unpublished_events WHERE seq = old.seq;
END;`;
