import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox';

interface Ended {
  dispose(): Promise<unknown>;
}

/**
 * Opens something before the tests of a suite and ends it after them, also where a later fixture could not
 * be opened. Fixtures end in the reverse order of their opening.
 * @returns gives what was opened, inside tests and later fixtures
 */
export function use<T extends Ended>(open: () => Promise<T>): () => T {
  let opened: T | undefined;
  before(async () => {
    opened = await open();
  });
  after(async () => {
    await opened?.dispose();
  });
  return () => {
    if (!opened) throw new Error('the fixture is not open');
    return opened;
  };
}

/** A sandbox LiveChat server for the tests of a suite. */
export function useSandbox(options: SandboxOptions): () => Sandbox {
  return use(() => startSandbox(options));
}
