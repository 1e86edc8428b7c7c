/**
 * `account` and `connection` are digests. `day` is `YYYY-MM-DD` and `month` `YYYY-MM` in this machine's time zone.
 * `recent_calls` holds the last minute. `recent_calls.at` and `taken_at`: milliseconds since the epoch.
 * `rate_ledger.at`: milliseconds on a clock that all processes of the machine share and that cannot be set.
 */
export const callTables = `
CREATE TABLE calls (
  account TEXT NOT NULL,
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (account, day, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE recent_calls (
  account TEXT NOT NULL,
  at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (account, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE reported_levels (
  account TEXT NOT NULL,
  month TEXT NOT NULL,
  level TEXT NOT NULL,
  PRIMARY KEY (account, month, level)
) STRICT, WITHOUT ROWID;
CREATE TABLE background_slots (
  account TEXT PRIMARY KEY,
  taken_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE rate_ledger (
  id INTEGER PRIMARY KEY,
  connection TEXT NOT NULL,
  at REAL NOT NULL
) STRICT;
CREATE INDEX rate_ledger_window ON rate_ledger (connection, at);`;
