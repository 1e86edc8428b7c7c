/** `entry`: an `AuditEntry` as JSON. */
export const auditTables = `
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  entry TEXT NOT NULL
) STRICT;
CREATE INDEX audit_account ON audit (account, id);`;
