/**
 * Replies that are sent at a time, reminders, and replies that wait a few seconds in a composer (`delayed`). Times are
 * milliseconds since the epoch. `reply`: what is sent; `why`: why it was not; both as JSON. `owner`: the window that works
 * on the item, or has notified the user of it, until `lease_until`.
 */
export const scheduleTables = `
INSERT INTO topics VALUES ('schedule', 0);
CREATE TABLE scheduled_items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  target_id TEXT NOT NULL,
  title TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  reply TEXT,
  why TEXT,
  owner TEXT,
  lease_until INTEGER
) STRICT;
CREATE INDEX scheduled_items_due ON scheduled_items (state, due_at);`;
