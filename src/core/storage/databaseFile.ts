/** Name of the database in the extension's global storage folder; SQLite's own files beside it begin with it. */
export const databaseFile = 'desk.db';
