import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startProcess } from '../support/children';
import { compare, row, type BySide, type Side } from '../support/comparison';
import { HostError, type ExtensionHost, type TimedCommand } from '../support/extensionHost';
import { agentCount, eventCount, largeTicketBytes, type ExtremeAccount } from '../support/extremeAccount';
import { withHost } from '../support/hosts';
import { deliveryBesideSlowConnections, slowConnections } from '../support/slowConnections';
import { startHost, whenSignedIn } from '../support/signedInHost';
import { median, sideBySide } from '../support/statistics';

const repetitions = 5;

interface Found {
  readonly agentsMs: number;
  readonly historyMs: number;
  readonly pageMs: number;
  /** Tickets listed of the page with the large one. */
  readonly rows: number;
  readonly deliveryMs: number;
}

/** Accounts of unusual size, and connections that send next to nothing. */
void compare(async ({ builds, quick }) => {
  const runs = quick ? 1 : 5;
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-extremes-'));
  const sandbox = await startProcess<ExtremeAccount>('extremeSandbox');
  const account = sandbox.birth;
  let started = 0;
  const measure = async (side: Side): Promise<Found> => {
    started += 1;
    const storageDir = path.join(folder, String(started));
    mkdirSync(storageDir);
    const host = await startHost(account, { extensionDir: builds[side], storageDir });
    try {
      await whenSignedIn(host, 'livechat.agent.list');
      const agents = await repeated(() => host.timedCommand('livechat.agent.list', {}));
      if (agents.items !== agentCount) throw new Error(`${agents.items} agents were listed.`);
      const history = await repeated(() =>
        host.timedCommand('livechat.ticket.get', { ticketId: account.longTicketId }),
      );
      const page = await repeated(() => listTickets(host));
      return {
        agentsMs: agents.ms,
        historyMs: history.ms,
        pageMs: page.ms,
        rows: page.items ?? 0,
        deliveryMs: await withHost(builds[side], {}, deliveryBesideSlowConnections),
      };
    } finally {
      await host.close();
    }
  };
  try {
    const found = await sideBySide<Side, Found>(runs, {
      other: () => measure('other'),
      here: () => measure('here'),
    });
    const each = (key: keyof Found): BySide<number[]> => ({
      other: found.other.map((one) => one[key]),
      here: found.here.map((one) => one[key]),
    });
    return {
      title: 'Accounts of unusual size, and slow connections to the receiver',
      runs,
      rows: [
        row(`list ${agentCount} agents`, 'ms', each('agentsMs'), { ratioAtMost: 1.05 }),
        row(`get a ticket with ${eventCount} events`, 'ms', each('historyMs'), { ratioAtMost: 1.05 }),
        row(`list a page with one ticket of ${largeTicketBytes / 1e6} MB`, 'ms', each('pageMs')),
        row('tickets listed of that page', '', each('rows'), { atLeast: 1 }),
        row(`delivery beside ${slowConnections} slow connections`, 'ms', each('deliveryMs'), { atMost: 50 }),
      ],
    };
  } finally {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The median time of some calls. */
async function repeated(call: () => Promise<TimedCommand>): Promise<TimedCommand> {
  const found: TimedCommand[] = [];
  for (let index = 0; index < repetitions; index += 1) found.push(await call());
  return { ms: median(found.map(({ ms }) => ms)), items: found.at(-1)?.items };
}

/** How many tickets of the first page are listed; 0 if the page is lost. */
async function listTickets(host: ExtensionHost): Promise<TimedCommand> {
  const begun = performance.now();
  try {
    return await host.timedCommand('livechat.ticket.list', {});
  } catch (thrown) {
    if (!(thrown instanceof HostError)) throw thrown;
    return { ms: performance.now() - begun, items: 0 };
  }
}
