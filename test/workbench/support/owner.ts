import type { Sandbox } from '../../../src/sandbox/sandbox';

/** The sandbox account's owner, who may do everything. */
export function ownerOf({ credentials: [owner] }: Sandbox): Sandbox['credentials'][number] {
  if (!owner) throw new Error('the sandbox has no owner');
  return owner;
}
