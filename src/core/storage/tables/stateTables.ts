/** Single JSON values by name: the active account, the listener's checkpoint, consents, do not disturb. */
export const stateTables = `
CREATE TABLE state (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;`;
