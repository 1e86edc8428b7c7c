const allNodes = new WeakSet();

/**
 * The nodes of one tree view. VS Code passes the same object to a command that is called on the node, so an
 * argument from other code is never mistaken for a node, even if it has the same properties.
 */
export class TreeNodes<T extends object> {
  private readonly nodes = new WeakSet<object>();

  add(node: T): T {
    this.nodes.add(node);
    allNodes.add(node);
    return node;
  }

  has(value: unknown): value is T {
    return typeof value === 'object' && value !== null && this.nodes.has(value);
  }

  /**
   * The nodes that a command was called on: the selected ones if the clicked one is among them.
   * @param item,items as VS Code passes them to a command of a tree
   */
  selected(item: unknown, items: unknown): readonly T[] {
    const chosen: readonly unknown[] = Array.isArray(items) && items.includes(item) ? items : [item];
    return chosen.filter((value) => this.has(value));
  }
}

/** Whether the value is a node of any tree view. */
export function isTreeNode(value: unknown): boolean {
  return typeof value === 'object' && value !== null && allNodes.has(value);
}
