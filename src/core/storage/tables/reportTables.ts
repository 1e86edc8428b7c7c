/**
 * What reports count, derived from `kept_items` and `events` (core/localData/reports). `source` is `item` or `event`, and
 * `id` the row's `doc` or `seq`. Times are milliseconds since the epoch. `report_due`: rows that are not derived yet.
 */
export const reportTables = `
CREATE TABLE report_due (
  source TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (source, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE report_tickets (
  doc INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  ticket_id TEXT NOT NULL,
  created_at INTEGER,
  changed_at INTEGER NOT NULL,
  status TEXT,
  assignee TEXT,
  has_conversation INTEGER NOT NULL,
  first_reply_ms INTEGER,
  waiting_since INTEGER
) STRICT;
CREATE INDEX report_tickets_id ON report_tickets (account, ticket_id);
CREATE TABLE report_moments (
  source TEXT NOT NULL,
  id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  subject TEXT NOT NULL,
  agent TEXT,
  value TEXT,
  before TEXT,
  PRIMARY KEY (source, id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_moments_subject ON report_moments (account, kind, subject, at);
CREATE INDEX report_moments_agent ON report_moments (account, kind, agent, subject, at) WHERE agent IS NOT NULL;
INSERT INTO report_due SELECT 'item', doc FROM kept_items;
INSERT INTO report_due SELECT 'event', seq FROM events WHERE pending = 0;
CREATE TRIGGER report_item_insert AFTER INSERT ON kept_items BEGIN
  INSERT OR IGNORE INTO report_due VALUES ('item', new.doc);
END;
CREATE TRIGGER report_item_update AFTER UPDATE OF doc, summary ON kept_items BEGIN
  DELETE FROM report_moments WHERE source = 'item' AND id = old.doc AND old.doc <> new.doc;
  DELETE FROM report_tickets WHERE doc = old.doc AND old.doc <> new.doc;
  DELETE FROM report_due WHERE source = 'item' AND id = old.doc;
  INSERT OR IGNORE INTO report_due VALUES ('item', new.doc);
END;
CREATE TRIGGER report_item_delete AFTER DELETE ON kept_items BEGIN
  DELETE FROM report_moments WHERE source = 'item' AND id = old.doc;
  DELETE FROM report_tickets WHERE doc = old.doc;
  DELETE FROM report_due WHERE source = 'item' AND id = old.doc;
END;
CREATE TRIGGER report_details_insert AFTER INSERT ON kept_details BEGIN
  INSERT OR IGNORE INTO report_due VALUES ('item', new.doc);
END;
CREATE TRIGGER report_details_update AFTER UPDATE OF changed_at, value ON kept_details
WHEN old.value <> new.value OR old.changed_at <> new.changed_at BEGIN
  INSERT OR IGNORE INTO report_due VALUES ('item', new.doc);
END;
CREATE TRIGGER report_event_insert AFTER INSERT ON events WHEN new.pending = 0 BEGIN
  INSERT OR IGNORE INTO report_due VALUES ('event', new.seq);
END;
CREATE TRIGGER report_event_update AFTER UPDATE OF pending ON events WHEN new.pending = 0 BEGIN
  INSERT OR IGNORE INTO report_due VALUES ('event', new.seq);
END;
CREATE TRIGGER report_event_delete AFTER DELETE ON events BEGIN
  DELETE FROM report_moments WHERE source = 'event' AND id = old.seq;
  DELETE FROM report_due WHERE source = 'event' AND id = old.seq;
END;`;
