// `npm run sandbox -- [--port N] [--tickets N] [--agents N] [--simulator]`: the sandbox alone, until Ctrl-C.
import { parseArgs } from 'node:util';
import { startSandbox } from '../src/sandbox/sandbox';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      tickets: { type: 'string', default: '120' },
      agents: { type: 'string', default: '8' },
      simulator: { type: 'boolean', default: false },
    },
  });
  const sandbox = await startSandbox({
    port: whole('--port', values.port),
    tickets: whole('--tickets', values.tickets),
    agents: whole('--agents', values.agents),
    simulator: values.simulator,
    customers: values.simulator,
  });
  const { platform } = sandbox;
  const people = sandbox.credentials.map(({ name, login, apiKey }, i) => {
    const current = platform.credentials[i];
    return [
      `  ${name}`,
      `    e-mail                 ${login}`,
      `    API key                ${apiKey}`,
      ...(current
        ? [`    account id             ${current.accountId}`, `    personal access token  ${current.token}`]
        : []),
    ].join('\n');
  });
  const lines = [
    `Sandbox: ${sandbox.url}`,
    `  HelpDesk API         ${platform.helpdeskUrl}`,
    `  Global Accounts API  ${platform.accountsUrl}`,
    `  client id            ${platform.clientId}`,
    ...people,
    'Ctrl-C ends it.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  const end = (): void => {
    sandbox.dispose().catch(fail);
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function whole(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new Error(`${name} must be a whole number, not "${value}".`);
  return Number(value);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

main().catch(fail);
