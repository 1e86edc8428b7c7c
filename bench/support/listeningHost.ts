import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { startProcess, type Child } from './children';
import { deliveryBody } from './deliveries';
import { ExtensionHost, HostError } from './extensionHost';
import { load, type Load, type Target } from './load';

const giveUpMs = 30_000;
const betweenLooksMs = 20;

interface Sandbox {
  readonly url: string;
  readonly helpdeskUrl: string;
  readonly accountsUrl: string;
  readonly login: string;
  readonly apiKey: string;
}

interface Webhook {
  readonly event_type: string;
  readonly url: string;
  readonly token: string;
}

export interface ListeningHostOptions {
  readonly extensionDir: string;
  /** A folder of its own, made where it is missing. */
  readonly storageDir: string;
  readonly shortenedTimerMs?: number;
}

/**
 * An extension that is signed in to a sandbox of its own and listens: the sandbox is LiveChat, the receiver of the
 * extension is reached on loopback, and deliveries come from the measurement.
 */
export class ListeningHost {
  private webhooks: readonly Webhook[] = [];
  private deliveries = 0;

  private constructor(
    private readonly sandbox: Child<Sandbox>,
    private readonly port: number,
    private readonly options: ListeningHostOptions,
    private current: ExtensionHost,
  ) {}

  static async start(options: ListeningHostOptions): Promise<ListeningHost> {
    mkdirSync(options.storageDir, { recursive: true });
    const sandbox = await startProcess<Sandbox>('sandbox', ['100']);
    try {
      const port = await freePort();
      const host = new ListeningHost(sandbox, port, options, await startHost(sandbox.birth, port, options));
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
    this.current = await startHost(this.sandbox.birth, this.port, this.options);
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
    return deliveryBody(id, { eventType, token: this.webhook(eventType).token });
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
    const found = this.webhooks.find(({ event_type: type }) => type === eventType);
    if (!found) throw new Error(`The extension registered no webhook for ${eventType}.`);
    return found;
  }

  private async listen(): Promise<void> {
    // The account of the environment is added after activation.
    await until('it is signed in', async () => {
      try {
        await this.current.command('livechat.webhooks.start', {});
        return true;
      } catch (thrown) {
        if (thrown instanceof HostError && thrown.code === 'not-signed-in') return false;
        throw thrown;
      }
    });
    await until('it listens', async () => {
      const status = await this.current.command('livechat.webhooks.status', {});
      return (status as { readonly state?: string }).state === 'live';
    });
    this.webhooks = await webhooksOf(this.sandbox.birth);
  }
}

function startHost(
  { url, helpdeskUrl, accountsUrl, login, apiKey }: Sandbox,
  port: number,
  { extensionDir, storageDir, shortenedTimerMs }: ListeningHostOptions,
): Promise<ExtensionHost> {
  const settings = {
    'livechat.apiUrl': url,
    'livechat.helpdeskUrl': helpdeskUrl,
    'livechat.accountsUrl': accountsUrl,
    'livechat.rateLimit.callsPerMinute': 100_000,
    'livechat.webhooks.tunnel': 'manual',
    'livechat.webhooks.publicUrl': `http://127.0.0.1:${port}`,
    'livechat.webhooks.port': port,
  };
  const env = {
    LIVECHAT_DESK_SANDBOX_URL: url,
    LIVECHAT_DESK_SANDBOX_KIND: 'classic',
    LIVECHAT_DESK_SANDBOX_NAME: login,
    LIVECHAT_DESK_SANDBOX_LOGIN: login,
    LIVECHAT_DESK_SANDBOX_KEY: apiKey,
  };
  const timers = shortenedTimerMs === undefined ? {} : { shortenedTimerMs };
  return ExtensionHost.start(
    { extensionDir: path.resolve(extensionDir), storageDir, settings, ...timers },
    env,
  );
}

/** What LiveChat knows of the extension's webhooks: the address and the token of each. */
async function webhooksOf({ url, login, apiKey }: Sandbox): Promise<readonly Webhook[]> {
  const authorization = `Basic ${Buffer.from(`${login}:${apiKey}`).toString('base64')}`;
  const response = await fetch(`${url}/webhooks`, {
    headers: { Authorization: authorization, 'X-API-Version': '2' },
  });
  if (!response.ok) throw new Error(`The sandbox answered with ${response.status}.`);
  const { events } = (await response.json()) as { readonly events: readonly Webhook[] };
  return events;
}

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + giveUpMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`Waited ${giveUpMs / 1_000} s until ${what}.`);
    await new Promise((done) => setTimeout(done, betweenLooksMs));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
