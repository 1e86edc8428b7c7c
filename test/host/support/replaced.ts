/** Members of the editor's API that a test has replaced, and what they were. */
export class Replaced {
  private readonly undo: (() => void)[] = [];

  /** The API object is the extension's own, so the extension sees the replacement too. */
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
