/** `value`: an `Account` as JSON; it holds no secret. */
export const accountTables = `
CREATE TABLE accounts (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;`;

/**
 * Accounts for which the editor's SecretStorage may hold secrets, including some that are no longer listed: it cannot
 * list its own keys. `version` increases with each secret that was stored. `stored_at`: milliseconds since the epoch.
 */
export const secretTables = `
CREATE TABLE account_secrets (
  account TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  stored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;`;
