import type { Disposable } from './disposable';

/** Something that is made when it is first asked for, once. Where that failed, the next who asks tries again. */
export class Lazy<T> implements Disposable {
  private making: Promise<T> | undefined;
  private made: { readonly value: T } | undefined;
  private ended = false;

  /** @param end gives back what was made, where it was made at all */
  constructor(
    private readonly make: () => Promise<T>,
    private readonly end: (value: T) => void = () => undefined,
  ) {}

  /** What is made already. */
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
