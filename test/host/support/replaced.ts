/** Replaces members of the editor's API for a test, and restores them. */
export class Replaced {
  private readonly undo: (() => void)[] = [];

  /** The tests share the API object with the extension, so the extension sees the replacement. */
  member<T extends object, K extends keyof T>(of: T, name: K, by: T[K]): T[K] {
    const before = of[name];
    of[name] = by;
    this.undo.push(() => (of[name] = before));
    return before;
  }

  restore(): void {
    for (const undo of this.undo.splice(0).reverse()) undo();
  }
}
