import type { Sandbox } from '../../../src/sandbox/sandbox';

/** The sandbox account's owner, who may do everything. */
export function ownerOf({ credentials: [owner] }: Sandbox): Sandbox['credentials'][number] {
  if (!owner) throw new Error('the sandbox has no owner');
  return owner;
}

/** The same person at the APIs of today's accounts. */
export function platformOwnerOf({ platform }: Sandbox): Sandbox['platform']['credentials'][number] {
  const [owner] = platform.credentials;
  if (!owner) throw new Error('the sandbox has no owner');
  return owner;
}
