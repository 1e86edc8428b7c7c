/**
 * The tickets and chats of one person, and what the user notes about people. `kept_items.person`: the address of the
 * requester or visitor as `addressKey` of core/domain makes it, because SQLite's `lower` knows ASCII only; empty without
 * an address, NULL where it is not derived yet (core/localData/people). `person_notes.saved_at`: milliseconds since the
 * epoch.
 */
export const personTables = `
INSERT INTO topics VALUES ('notes', 0);
ALTER TABLE kept_items ADD COLUMN person TEXT;
CREATE INDEX kept_items_person ON kept_items (account, person, doc);
CREATE INDEX kept_items_no_person ON kept_items (doc) WHERE person IS NULL;
CREATE TABLE person_notes (
  account TEXT NOT NULL,
  person TEXT NOT NULL,
  text TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (account, person)
) STRICT, WITHOUT ROWID;`;
