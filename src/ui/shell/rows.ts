const rows = new WeakSet();

/**
 * Marks what stands in a tree as made by us. The editor hands the very same object to a command that is called
 * on the row, so nothing that came from outside can be mistaken for one, whatever it looks like.
 */
export function asRow<T extends object>(node: T): T {
  rows.add(node);
  return node;
}

export function isRow(value: unknown): value is object {
  return typeof value === 'object' && value !== null && rows.has(value);
}

/**
 * The rows that a command was called on: those that are selected where the clicked one is among them.
 * @param item,items as the editor gives them to a command of a tree
 */
export function rowsOf(item: unknown, items: unknown): readonly object[] {
  const chosen = Array.isArray(items) && items.includes(item) ? (items as unknown[]) : [item];
  return chosen.filter(isRow);
}
