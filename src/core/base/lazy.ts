import type { Disposable } from './disposable';

/** A value that is created once, on first use. After a failure the next call tries again. */
export class Lazy<T> implements Disposable {
  private pending: Promise<T> | undefined;
  private created: { readonly value: T } | undefined;
  private isDisposed = false;

  /** @param disposeValue releases the value, if it was created */
  constructor(
    private readonly create: () => Promise<T>,
    private readonly disposeValue: (value: T) => void = () => undefined,
  ) {}

  /** The value if it has been created. */
  get value(): T | undefined {
    return this.created?.value;
  }

  async get(): Promise<T> {
    const pending = (this.pending ??= this.load());
    try {
      return await pending;
    } catch (thrown) {
      if (this.pending === pending) this.pending = undefined;
      throw thrown;
    }
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    if (this.created) this.disposeValue(this.created.value);
  }

  private async load(): Promise<T> {
    const value = await this.create();
    this.created = { value };
    if (this.isDisposed) this.disposeValue(value);
    return value;
  }
}
