import { fakePageStorage } from './fakePageStorage';

export interface Posted {
  readonly kind: string;
  readonly name: string;
  readonly id?: number;
  readonly payload: unknown;
}

interface Page {
  receive(message: unknown): void;
}

/** A page's access to the editor and the browser: a port that records messages, and a fake clock. */
export class FakePorts<Kept> {
  readonly posted: Posted[] = [];
  /** The state that the page stores for its next load. */
  keeps: Kept | undefined;
  private now = 0;
  private timers: { readonly at: number; readonly run: () => void }[] = [];

  /** @param kept the state stored by an earlier load */
  constructor(
    private readonly kept?: unknown,
    private readonly pageStorage = fakePageStorage(),
  ) {}

  /** The port as the page uses it. */
  get surroundings() {
    return {
      kept: this.kept,
      pageStorage: this.pageStorage,
      post: (message: unknown) => this.posted.push(structuredClone(message) as Posted),
      keep: (state: Kept) => (this.keeps = state),
      now: () => this.now,
      later: (run: () => void, ms: number) => {
        const timer = { at: this.now + ms, run };
        this.timers.push(timer);
        return () => (this.timers = this.timers.filter((other) => other !== timer));
      },
    };
  }

  all(name: string): Posted[] {
    return this.posted.filter((message) => message.name === name);
  }

  /** @param answer the response to the last request of this name: a payload or an error */
  async answer(page: Page, name: string, answer: { readonly payload?: unknown; readonly fault?: string }) {
    page.receive({ kind: 'answer', name, id: this.all(name).at(-1)?.id, ...answer });
    await new Promise(setImmediate);
  }

  pass(ms: number): void {
    this.now += ms;
    const due = this.timers.filter(({ at }) => at <= this.now);
    this.timers = this.timers.filter((timer) => !due.includes(timer));
    for (const { run } of due) run();
  }
}
