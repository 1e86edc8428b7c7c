import { notify, startProcess, type Child } from './children';
import { within } from './waiting';

const answerMs = 30_000;

/** A process that answers requests, one of `bench/processes`. */
export class AskedProcess<Birth, Request> {
  private requests = 0;
  private readonly waiting = new Map<number, (value: unknown) => void>();

  private constructor(private readonly child: Child<Birth>) {
    child.process.on('message', ({ id, value }: { readonly id: number; readonly value: unknown }) =>
      this.waiting.get(id)?.(value),
    );
  }

  static async start<Birth, Request>(
    name: string,
    args: readonly string[] = [],
  ): Promise<AskedProcess<Birth, Request>> {
    return new AskedProcess<Birth, Request>(await startProcess<Birth>(name, args));
  }

  get birth(): Birth {
    return this.child.birth;
  }

  async ask(request: Request): Promise<unknown> {
    this.requests += 1;
    const id = this.requests;
    const answered = new Promise((resolve) => this.waiting.set(id, resolve));
    this.child.process.send({ id, request });
    try {
      return await within(answerMs, 'a process answered', answered);
    } finally {
      this.waiting.delete(id);
    }
  }

  async stop(): Promise<void> {
    await this.child.stop();
  }
}

/** In the asked process: answers each request of the parent process. */
export function answerRequests(answer: (request: unknown) => unknown): void {
  process.on('message', ({ id, request }: { readonly id: number; readonly request: unknown }) => {
    void Promise.resolve(answer(request)).then((value) => notify({ id, value }));
  });
}
