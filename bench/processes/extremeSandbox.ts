// A LiveChat server of unusual size: the sandbox, with some responses enlarged on their way.
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startSandbox } from '../../src/sandbox/sandbox';
import { endWithParent, notify } from '../support/children';
import { agentCount, eventCount, largeTicketBytes, type ExtremeAccount } from '../support/extremeAccount';

type Json = Readonly<Record<string, unknown>>;

/** By the path of a request: what to make of the response. */
const enlarged: Readonly<Record<string, (response: unknown) => unknown>> = {
  '/agents': (agents) => manyAgents(agents as readonly Json[]),
  '/tickets': (page) => withLargeTicket(page as { readonly tickets: readonly Json[] }),
};

function manyAgents(agents: readonly Json[]): readonly Json[] {
  const [first, ...others] = agents;
  const more = Array.from({ length: agentCount - agents.length }, (_, index) => ({
    ...(others[index % others.length] ?? first),
    login: `agent-${index}@shop.example`,
    name: `Agent ${index}`,
  }));
  return [...agents, ...more];
}

/** The second ticket of the page gets a message of this size. */
function withLargeTicket(page: { readonly tickets: readonly Json[] }): unknown {
  const large = 'word '.repeat(largeTicketBytes / 5);
  return {
    ...page,
    tickets: page.tickets.map((ticket, index) => {
      if (index !== 1) return ticket;
      const events = ticket.events as readonly Json[];
      return {
        ...ticket,
        events: events.map((event, at) => (at === 0 ? { ...event, message: large } : event)),
      };
    }),
  };
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

endWithParent();
const sandbox = await startSandbox({ tickets: 100, agents: 8, longTicketEvents: eventCount });
const [owner] = sandbox.credentials;
if (!owner) throw new Error('The sandbox has no owner.');
const target = new URL(sandbox.url);

const server = createServer((from, to) => {
  const { pathname } = new URL(from.url ?? '/', target);
  const change = from.method === 'GET' ? enlarged[pathname] : undefined;
  // Uncompressed, so that the response can be read here.
  const headers = { ...from.headers, host: target.host, 'accept-encoding': 'identity' };
  const options = { port: target.port, host: target.hostname, method: from.method, path: from.url, headers };
  const forwarded = request(options, (response) => {
    const status = response.statusCode ?? 502;
    if (!change || status !== 200) {
      to.writeHead(status, response.headers);
      response.pipe(to);
      return;
    }
    void textOf(response).then((text) => {
      const body = Buffer.from(JSON.stringify(change(JSON.parse(text))));
      to.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length });
      to.end(body);
    });
  });
  forwarded.on('error', () => to.destroy());
  from.pipe(forwarded);
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

/** The ticket with the long history, whose number the sandbox does not report. */
async function longTicketId(): Promise<string> {
  const { login, apiKey } = owner!;
  const authorization = `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`;
  const headers = { Authorization: authorization, 'X-API-Version': '2' };
  for (let page = 1; ; page += 1) {
    const response = await fetch(`${sandbox.url}/tickets?page=${page}`, { headers });
    const { tickets, pages } = (await response.json()) as {
      readonly tickets: readonly { readonly id: string; readonly subject: string }[];
      readonly pages: number;
    };
    const found = tickets.find(({ subject }) => subject.startsWith('Long history'));
    if (found) return found.id;
    if (page >= pages) throw new Error('The sandbox has no ticket with a long history.');
  }
}

const { helpdeskUrl, accountsUrl } = sandbox.platform;
const { port } = server.address() as AddressInfo;
const account: ExtremeAccount = {
  url: `http://127.0.0.1:${port}`,
  helpdeskUrl,
  accountsUrl,
  login: owner.login,
  apiKey: owner.apiKey,
  longTicketId: await longTicketId(),
};
notify(account);
