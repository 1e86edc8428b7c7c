/** `saved_at`: milliseconds since the epoch. `content`: values by field as JSON, never a password. */
export const draftTables = `
CREATE TABLE drafts (
  account TEXT NOT NULL,
  subject TEXT NOT NULL,
  title TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (account, subject)
) STRICT, WITHOUT ROWID;`;

/** `base`: the values that the edited fields had when typing began, by field as JSON; absent in older drafts. */
export const draftBases = 'ALTER TABLE drafts ADD COLUMN base TEXT;';
