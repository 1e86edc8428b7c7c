import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox';
import { hostileData } from './hostileData';

export interface TestSandboxOptions extends Omit<SandboxOptions, 'hostile'> {
  /** Includes names and messages with markup, icons, links and control characters; on by default. */
  readonly hostile?: boolean;
}

/**
 * Starts a sandbox with the defaults of tests: unlike the product's, its account contains hostile data, its secrets
 * are the same each time, and its webhooks may have any URL.
 */
export async function startTestSandbox({
  hostile = true,
  ...options
}: TestSandboxOptions = {}): Promise<Sandbox> {
  return await startSandbox({
    seed: 1,
    webhookTargets: 'any',
    ...options,
    ...(hostile && { hostile: hostileData }),
  });
}
