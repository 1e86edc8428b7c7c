// Writes what must never be found anywhere as JSON: the keys and tokens of every sandbox that a test starts. The same
// number of agents gives the same keys. `knownSecrets.js FILE`
import { writeFileSync } from 'node:fs';
import { startSandbox } from '../src/sandbox/sandbox';

/** As many agents as tests ask for, and the usual number. */
const sizes = [3, 4, 5, 6, 8, 40, 400];

async function main(file: string): Promise<void> {
  const secrets = new Set<string>();
  for (const agents of sizes) {
    const sandbox = await startSandbox({ agents, tickets: 25 });
    for (const { login, apiKey } of sandbox.credentials) {
      secrets.add(apiKey).add(Buffer.from(`${login}:${apiKey}`).toString('base64'));
    }
    for (const { accountId, token } of sandbox.platform.credentials) {
      secrets.add(token).add(Buffer.from(`${accountId}:${token}`).toString('base64'));
    }
    await sandbox.dispose();
  }
  writeFileSync(file, JSON.stringify([...secrets]));
}

void main(process.argv[2] ?? '');
