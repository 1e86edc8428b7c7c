/**
 * Index of row positions by key, so that looking up a row takes constant time. The caller owns the list and
 * reports each change.
 */
export class RowIndex<Row> {
  /** Relative to the first row that was ever added, so that adding a row at the start moves no other. */
  private readonly positions = new Map<string, number>();
  private firstPosition = 0;
  private nextPosition = 0;

  constructor(private readonly keyOf: (row: Row) => string) {}

  /** Whether all keys are distinct. */
  isUnique(rows: readonly Row[]): boolean {
    return this.positions.size === rows.length;
  }

  has(key: string): boolean {
    return this.positions.has(key);
  }

  /** @returns -1 if there is no such row; one of several rows with the same key */
  indexOf(key: string, rows: readonly Row[]): number {
    const position = this.positions.get(key);
    if (position === undefined) return -1;
    let at = Math.min(position - this.firstPosition, rows.length - 1);
    // Rows before it may have been removed, so it is at its position or earlier.
    for (; at >= 0; at -= 1) {
      const row = rows[at];
      if (row !== undefined && this.keyOf(row) === key) return at;
    }
    return -1;
  }

  rebuild(rows: readonly Row[]): void {
    this.positions.clear();
    this.firstPosition = 0;
    this.nextPosition = 0;
    for (const row of rows) this.addLast(row);
  }

  addFirst(row: Row): void {
    this.firstPosition -= 1;
    this.positions.set(this.keyOf(row), this.firstPosition);
  }

  addLast(row: Row): void {
    this.positions.set(this.keyOf(row), this.nextPosition);
    this.nextPosition += 1;
  }

  remove(key: string): void {
    this.positions.delete(key);
  }
}
