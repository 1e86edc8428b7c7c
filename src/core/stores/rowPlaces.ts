/**
 * Index of row positions by key, so that looking up a row takes constant time. The caller owns the list and
 * reports each change.
 */
export class RowPlaces<Row> {
  /** Relative to the first row that was ever added, so that adding a row at the start moves no other. */
  private readonly places = new Map<string, number>();
  private begin = 0;
  private end = 0;

  constructor(private readonly keyOf: (row: Row) => string) {}

  /** Whether all keys are distinct. */
  isUnique(rows: readonly Row[]): boolean {
    return this.places.size === rows.length;
  }

  has(key: string): boolean {
    return this.places.has(key);
  }

  /** @returns -1 if there is no such row; one of several rows with the same key */
  indexOf(key: string, rows: readonly Row[]): number {
    const place = this.places.get(key);
    if (place === undefined) return -1;
    let at = Math.min(place - this.begin, rows.length - 1);
    // Rows before it may have been removed, so it is at its position or earlier.
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
