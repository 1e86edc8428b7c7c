// Writes what must never be found anywhere as JSON: the keys and tokens of every sandbox that a test starts. The same
// number of agents gives the same keys. `knownSecrets.js FILE`
import { writeFileSync } from 'node:fs';
import { startSandbox, type Sandbox } from '../src/sandbox/sandbox';

/** As many agents as tests ask for, and the usual number. */
const sizes = [3, 4, 5, 6, 8, 40, 400];

/** What sign-ins in the browser give: the first of them give the same tokens each time. */
async function grantedBy({ platform }: Sandbox): Promise<string[]> {
  const tokens: string[] = [];
  const redirect = 'vscode://livechat-desk.livechat-desk/signed-in';
  const verifier = 'v'.repeat(43);
  const asked = { response_type: 'code', client_id: platform.clientId, redirect_uri: redirect };
  for (let turn = 0; turn < 8; turn += 1) {
    const query = new URLSearchParams({ ...asked, code_challenge: verifier, code_challenge_method: 'plain' });
    const page = await fetch(new URL(`../?${query.toString()}`, `${platform.accountsUrl}/`), {
      redirect: 'manual',
    });
    const code = new URL(page.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const form = { client_id: platform.clientId, grant_type: 'authorization_code', redirect_uri: redirect };
    const body = new URLSearchParams({ ...form, code, code_verifier: verifier });
    const answer = await fetch(`${platform.accountsUrl}/token`, { method: 'POST', body });
    const grant = (await answer.json()) as { access_token: string; refresh_token: string };
    tokens.push(code, grant.access_token, grant.refresh_token);
  }
  return tokens;
}

async function main(file: string): Promise<void> {
  const secrets = new Set<string>();
  for (const agents of sizes) {
    const sandbox = await startSandbox({ seed: 1, agents, tickets: 25 });
    for (const { login, apiKey } of sandbox.credentials) {
      secrets.add(apiKey).add(Buffer.from(`${login}:${apiKey}`).toString('base64'));
    }
    for (const { accountId, token } of sandbox.platform.credentials) {
      secrets.add(token).add(Buffer.from(`${accountId}:${token}`).toString('base64'));
    }
    for (const token of await grantedBy(sandbox)) secrets.add(token);
    await sandbox.dispose();
  }
  writeFileSync(file, JSON.stringify([...secrets]));
}

void main(process.argv[2] ?? '');
