import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { startProcess, type Child } from './children';
import { deliveryBody } from './deliveries';
import type { ExtensionHost } from './extensionHost';
import { load, type Load, type Target } from './load';
import { giveUpMs, startHost, whenSignedIn, type SandboxAccount, type SignInOptions } from './signedInHost';
import { until } from './waiting';

/** How long the secrets of webhooks must have been the same. */
const settledMs = 500;

export interface Webhook {
  /** Number of the license. */
  readonly licence: number;
  readonly event_type: string;
  readonly url: string;
  readonly token: string;
}

/**
 * An extension that is signed in to a sandbox of its own and listens: the sandbox is LiveChat, the receiver of the
 * extension is reached on loopback, and deliveries come from the measurement.
 */
export class ListeningHost {
  private webhooks: readonly Webhook[] = [];
  private deliveries = 0;

  private constructor(
    private readonly sandbox: Child<SandboxAccount>,
    private readonly port: number,
    private readonly options: SignInOptions,
    private current: ExtensionHost,
  ) {}

  static async start(options: SignInOptions): Promise<ListeningHost> {
    mkdirSync(options.storageDir, { recursive: true });
    const sandbox = await startProcess<SandboxAccount>('sandbox', ['100']);
    try {
      const port = await freePort();
      const host = new ListeningHost(
        sandbox,
        port,
        options,
        await startHost(sandbox.birth, options, listeningAt(port)),
      );
      await host.listen();
      return host;
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
  }

  get extension(): ExtensionHost {
    return this.current;
  }

  /** Ends the extension host and starts another over what the first one kept. */
  async restart(): Promise<void> {
    await this.current.close();
    this.current = await startHost(this.sandbox.birth, this.options, listeningAt(this.port));
    await this.listen();
  }

  async close(): Promise<void> {
    await this.current.close();
    await this.sandbox.stop();
  }

  /** Where deliveries of this kind go. */
  target(eventType: string): Target {
    return { port: this.port, path: new URL(this.webhook(eventType).url).pathname };
  }

  /** The body of a delivery that the extension did not get so far. @param id a text of its own */
  body(eventType: 'chat_started' | 'ticket_created', id: string): string {
    const { token, licence: license } = this.webhook(eventType);
    return deliveryBody(id, { eventType, token, license });
  }

  /** Delivers new tickets over this many connections. */
  async deliverTickets(count: number, connections: number): Promise<Load> {
    const first = this.deliveries;
    this.deliveries += count;
    return await load(this.target('ticket_created'), connections, count, (index) =>
      this.body('ticket_created', `${process.pid}-${first + index}`),
    );
  }

  private webhook(eventType: string): Webhook {
    // The newest one: a second start in a row may have replaced an earlier one.
    const found = this.webhooks.findLast(({ event_type: type }) => type === eventType);
    if (!found) throw new Error(`The extension registered no webhook for ${eventType}.`);
    return found;
  }

  private async listen(): Promise<void> {
    await whenSignedIn(this.current, 'livechat.webhooks.start');
    await until(giveUpMs, 'the extension listened', async () => {
      const status = await this.current.command('livechat.webhooks.status', {});
      return (status as { readonly state?: string }).state === 'live';
    });
    // The extension may register its webhooks anew once more, with other secrets.
    await until(giveUpMs, 'the extension accepted deliveries', async () => {
      this.webhooks = await webhooksOf(this.sandbox.birth);
      await new Promise((done) => setTimeout(done, settledMs));
      return await this.isAccepted();
    });
  }

  private async isAccepted(): Promise<boolean> {
    this.deliveries += 1;
    const { port, path } = this.target('ticket_created');
    const body = this.body('ticket_created', `${process.pid}-first-${this.deliveries}`);
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      signal: AbortSignal.timeout(giveUpMs),
    });
    return response.status === 200;
  }
}

function listeningAt(port: number): Readonly<Record<string, unknown>> {
  return {
    'livechat.webhooks.tunnel': 'manual',
    'livechat.webhooks.publicUrl': `http://127.0.0.1:${port}`,
    'livechat.webhooks.port': port,
  };
}

/** What LiveChat knows of the extension's webhooks: the address and the token of each. */
export async function webhooksOf({ url, login, apiKey }: SandboxAccount): Promise<readonly Webhook[]> {
  const authorization = `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`;
  const response = await fetch(`${url}/webhooks`, {
    headers: { Authorization: authorization, 'X-API-Version': '2' },
    signal: AbortSignal.timeout(giveUpMs),
  });
  if (!response.ok) throw new Error(`The sandbox answered with ${response.status}.`);
  const { events } = (await response.json()) as { readonly events: readonly Webhook[] };
  return events;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
