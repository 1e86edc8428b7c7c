import type { Sandbox } from '../../../src/sandbox/sandbox';
import { type TestSandboxOptions, startTestSandbox } from '../../unit/support/testSandbox';

interface Ended {
  dispose(): Promise<unknown>;
}

/**
 * Opens a fixture before the tests of a suite and closes it after them, even if a later fixture could not be opened.
 * Fixtures are closed in reverse order.
 * @returns a getter for use in tests and later fixtures
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

/** A sandbox server for the tests of a suite. */
export function useSandbox(options: TestSandboxOptions): () => Sandbox {
  return use(() => startTestSandbox(options));
}
