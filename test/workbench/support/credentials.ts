import type { Sandbox } from '../../../src/sandbox/sandbox';

/** The owner of the sandbox's classic account, with all permissions. */
export function ownerOf({ credentials: [owner] }: Sandbox): Sandbox['credentials'][number] {
  if (!owner) throw new Error('the sandbox has no owner');
  return owner;
}

/** The owner of the sandbox's platform account. */
export function platformOwnerOf({ platform }: Sandbox): Sandbox['platform']['credentials'][number] {
  const [owner] = platform.credentials;
  if (!owner) throw new Error('the sandbox has no owner');
  return owner;
}
