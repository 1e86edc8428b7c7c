import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { NatsUser } from './natsServer';

/** The users of `deploy/nats-users.conf`, with the permissions that the file gives them. */
export function deployedUsers(): readonly Required<NatsUser>[] {
  const text = readFileSync('deploy/nats-users.conf', 'utf8').replace(/^\s*#.*$/gm, '');
  const users = text.matchAll(
    /user: "(\w+)", password: "(\w+)"\s+permissions: (\{\s+publish: \[[^\]]+\]\s+subscribe: \[[^\]]+\]\s+\})/g,
  );
  return [...users].map(([, user = '', password = '', permissions = '']) => ({
    user,
    password,
    permissions,
  }));
}

/** One of them. */
export function deployedUser(name: string): Required<NatsUser> {
  const found = deployedUsers().find(({ user }) => user === name);
  assert.ok(found, `deploy/nats-users.conf has no user ${name}.`);
  return found;
}
