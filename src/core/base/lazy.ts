import type { Disposable } from './disposable';

/** A value that is created once, on first use. After a failure the next call tries again. */
export class Lazy<T> implements Disposable {
  private making: Promise<T> | undefined;
  private made: { readonly value: T } | undefined;
  private ended = false;

  /** @param dispose releases the value, if it was created */
  constructor(
    private readonly make: () => Promise<T>,
    private readonly end: (value: T) => void = () => undefined,
  ) {}

  /** The value if it has been created. */
  get now(): T | undefined {
    return this.made?.value;
  }

  async get(): Promise<T> {
    const making = (this.making ??= this.begin());
    try {
      return await making;
    } catch (thrown) {
      if (this.making === making) this.making = undefined;
      throw thrown;
    }
  }

  dispose(): void {
    if (this.ended) return;
    this.ended = true;
    if (this.made) this.end(this.made.value);
  }

  private async begin(): Promise<T> {
    const value = await this.make();
    this.made = { value };
    if (this.ended) this.end(value);
    return value;
  }
}
