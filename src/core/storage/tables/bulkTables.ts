/**
 * Changes of several tickets, so that they survive the end of a window. Times are milliseconds since the epoch.
 * `request`: what the user asked for. `undo_of`: the run that this one undoes. `paused_until`: when LiveChat accepts
 * calls again. `owner`: the window that works on the run until `lease_until`. The number of a run is never used again,
 * because the audit log has it.
 * `ticket`: the ticket as it was shown. `change`: what is to be sent. `sent`: what is being sent, the values before, and
 * the number of events that the ticket had. `outcome`: what became of it. All of them as JSON.
 */
export const bulkTables = `
INSERT INTO topics VALUES ('bulk', 0);
CREATE TABLE bulk_runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  request TEXT NOT NULL,
  undo_of INTEGER,
  paused_until INTEGER,
  owner TEXT,
  lease_until INTEGER
) STRICT;
CREATE INDEX bulk_runs_state ON bulk_runs (account, state);
CREATE TABLE bulk_items (
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  ticket_id TEXT NOT NULL,
  ticket TEXT NOT NULL,
  change TEXT NOT NULL,
  state TEXT NOT NULL,
  sent TEXT,
  outcome TEXT,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX bulk_items_state ON bulk_items (run, state, position);
CREATE TRIGGER bulk_runs_delete AFTER DELETE ON bulk_runs BEGIN
  DELETE FROM bulk_items WHERE run = old.id;
END;`;
