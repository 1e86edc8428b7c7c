/**
 * Where each row of a list stands, so that finding one does not grow with the list. The list itself is the caller's,
 * who tells of each change.
 */
export class RowPlaces<Row> {
  /** Counted from the first row that was ever here, so that a new first one moves no other. */
  private readonly places = new Map<string, number>();
  private begin = 0;
  private end = 0;

  constructor(private readonly keyOf: (row: Row) => string) {}

  /** Whether no two rows have the same key, as long as nothing but this class's own changes came. */
  isUnique(rows: readonly Row[]): boolean {
    return this.places.size === rows.length;
  }

  has(key: string): boolean {
    return this.places.has(key);
  }

  /** @returns -1 where there is none. Of rows with the same key, one */
  indexOf(key: string, rows: readonly Row[]): number {
    const place = this.places.get(key);
    if (place === undefined) return -1;
    let at = Math.min(place - this.begin, rows.length - 1);
    // Rows before it may have gone since: it stands where it stood, or as many places earlier.
    for (; at >= 0; at -= 1) {
      const row = rows[at];
      if (row !== undefined && this.keyOf(row) === key) return at;
    }
    return -1;
  }

  renew(rows: readonly Row[]): void {
    this.places.clear();
    this.begin = 0;
    this.end = 0;
    for (const row of rows) this.addLast(row);
  }

  addFirst(row: Row): void {
    this.begin -= 1;
    this.places.set(this.keyOf(row), this.begin);
  }

  addLast(row: Row): void {
    this.places.set(this.keyOf(row), this.end);
    this.end += 1;
  }

  remove(key: string): void {
    this.places.delete(key);
  }
}
