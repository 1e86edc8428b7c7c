import { Hono } from 'hono/tiny';
import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../core/base/clock';
import { type Log, silentLog } from '../core/base/log';
import { Account, type DomainEvent, type Mail } from './account/account';
import type { Credential } from './account/agent';
import type { UpdateTicketMode } from './classic/ticketRoutes';
import { createRandom } from './data/random';
import type { HostileData } from './data/hostileData';
import { seedAgents, seedInactiveAgents } from './data/seedAgents';
import { seedChats } from './data/seedChats';
import { seedHelpdesk, seedTickets } from './data/seedTickets';
import { AccountSimulator, type Simulator } from './simulator';
import type { SandboxChats } from './platform/agentChat/sandboxChats';
import type { Platform } from './platform/platform';
import { faultBody } from './platform/platformError';
import { CallMeter, type Calls } from './server/calls';
import { FaultQueue, type Faults } from './server/faults';
import { listen, type Upgrade, localRequestsOnly } from './server/listen';
import type { SandboxEnv } from './server/sandboxEnv';
import type { WebhookTargets } from './webhooks/post';
import { type Delivery, type DeliveryTarget, WebhookSender } from './webhooks/webhookSender';

/** There are half as many chats as tickets, up to this limit. */
const MAX_CHATS = 600;
const MAX_TICKETS = 20_000;

export interface SandboxOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** 25 to 20,000; 120 by default. */
  readonly tickets?: number;
  /** 3 to 400; 8 by default. */
  readonly agents?: number;
  /**
   * The same seed and clock give the same account and secrets. Without a seed the account is the one of seed 1, but its
   * keys and tokens are random.
   */
  readonly seed?: number;
  /**
   * Creates chats and tickets periodically from the start, or while there are webhooks or sockets to receive them; off
   * by default.
   */
  readonly simulator?: boolean | 'whileSubscribed' | { readonly everyMs?: number };
  /**
   * Whether a few scripted customers write to the agents of a platform account while one is connected, and answer what
   * they are asked; off by default. It also sets the usual time limits for chats.
   */
  readonly customers?: boolean;
  readonly clock?: Clock;
  /**
   * Whether chats and tickets created after the start get ids that no earlier start has used; off by default. A
   * number is the offset of these ids from those of the seeded account, which are the same each time.
   */
  readonly freshIds?: boolean | number;
  /** Where webhooks may lead; to receivers of this extension by default. */
  readonly webhookTargets?: WebhookTargets;
  /** Names and messages with markup, icons, links and control characters, for tests. None by default. */
  readonly hostile?: HostileData;
  /** Gives one ticket this many events. Its subject begins with `Long history`. */
  readonly longTicketEvents?: number;
  /** Response to `PUT /tickets/<ID>`, which is not documented; `accept` by default. */
  readonly updateTicket?: UpdateTicketMode;
  readonly log?: Log;
}

/** What a running server has, whichever APIs it serves. */
export interface SandboxServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  readonly faults: Faults;
  readonly simulator: Simulator;
  readonly calls: Calls;
  readonly webhooks: {
    /** The newest deliveries, oldest first. */
    readonly deliveries: readonly Delivery[];
    /** Resolves when no request is in flight. Scheduled retries do not count. */
    idle(): Promise<void>;
  };
  /** The e-mails that LiveChat would have sent. */
  readonly mails: readonly Mail[];
  /** Stops the server and the simulator, closes every connection and cancels all retries. */
  dispose(): Promise<void>;
}

/** A running server of the classic API. */
export interface ClassicSandbox extends SandboxServer {
  /** An owner, an administrator and a normal agent, in this order. */
  readonly credentials: readonly Credential[];
}

/** A running server of the platform APIs. */
export interface PlatformSandbox extends SandboxServer {
  /** Addresses, credentials and switches of the platform APIs. */
  readonly platform: Platform;
  /** The customers' side of live chats. */
  readonly chats: SandboxChats;
}

/** A running server of the classic and the platform APIs. */
export interface Sandbox extends ClassicSandbox, PlatformSandbox {}

/**
 * Starts a LiveChat server on loopback with a generated account that has the classic API only. The bundle of the
 * platform APIs is not loaded.
 * @throws RangeError for a size outside its bounds; the system's error if the port is in use
 */
export async function startClassicSandbox(options: SandboxOptions = {}): Promise<ClassicSandbox> {
  const { mountClassic } = await import('./classic/classic');
  const account = build(options);
  const server = await serve(account, [mountClassic(account)]);
  return { ...server, credentials: account.credentials };
}

/** The same for an account that has the platform APIs only. */
export async function startPlatformSandbox(options: SandboxOptions = {}): Promise<PlatformSandbox> {
  const { mountPlatform } = await import('./platform/platform');
  const account = build(options);
  const platform = mountPlatform(account);
  const server = await serve(account, [platform]);
  return { ...server, platform: platform.at(server.url), chats: platform.chats };
}

/** The same for an account that has the classic and the platform APIs. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const [{ mountClassic }, { mountPlatform }] = await Promise.all([
    import('./classic/classic'),
    import('./platform/platform'),
  ]);
  const account = build(options);
  const platform = mountPlatform(account);
  const server = await serve(account, [platform, mountClassic(account)]);
  return {
    ...server,
    credentials: account.credentials,
    platform: platform.at(server.url),
    chats: platform.chats,
  };
}

/** APIs that were added to the app. */
interface MountedApi {
  /** Handles upgrade requests. */
  readonly upgrade?: Upgrade;
  /** The webhooks to deliver an event to. */
  targetsOf(domainEvent: DomainEvent): readonly DeliveryTarget[];
  dispose?(): void;
}

/** The account, and an app that meters calls and injects faults but has no routes yet. */
function build(options: SandboxOptions) {
  const { clock = systemClock, log = silentLog, seed = 1, hostile } = options;
  const count = bounded('tickets', options.tickets ?? 120, 25, MAX_TICKETS);
  const agents = bounded('agents', options.agents ?? 8, 3, 400);
  const random = createRandom(seed);
  const account = new Account(
    1_000_000 + random.int(8_000_000),
    clock,
    random,
    options.webhookTargets ?? 'receiver',
    options.seed === undefined ? randomBytes(32).toString('hex') : '',
  );
  const credentials = seedAgents(account, agents, hostile?.agentName);
  const hostileTexts = hostile?.texts ?? [];
  seedTickets(account, { count, seed, hostileTexts, longTicketEvents: options.longTicketEvents });
  seedChats(account, Math.min(Math.ceil(count / 2), MAX_CHATS), seed, hostileTexts);
  seedInactiveAgents(account, hostile?.inactiveAgentSuffix ?? '');
  seedHelpdesk(account, seed);

  // One id per second exceeds any real rate, and the range lasts a year and a half.
  const { freshIds } = options;
  if (freshIds) account.renumber(MAX_TICKETS + (freshIds === true ? account.now() % 50_000_000 : freshIds));

  const calls = new CallMeter();
  const faults = new FaultQueue(clock, faultBody);
  const app = new Hono<SandboxEnv>();
  app.onError((error, c) => {
    log.error(`Sandbox: ${c.req.method} ${c.req.path} failed: ${error.stack ?? error.message}`);
    return c.json({ error: 'Internal server error' }, 500);
  });
  app.use(localRequestsOnly(), calls.middleware(), faults.middleware());
  const updateTicket = options.updateTicket ?? 'accept';
  const { customers = false } = options;
  return { options, account, clock, log, credentials, calls, faults, app, updateTicket, customers };
}

/** Listens, and starts webhooks and simulator. */
async function serve(
  { options, account, clock, log, calls, faults, app }: ReturnType<typeof build>,
  apis: readonly MountedApi[],
): Promise<SandboxServer> {
  const server = await listen(app, options.port ?? 0, apis.find(({ upgrade }) => upgrade)?.upgrade);
  const url = `http://127.0.0.1:${server.port}`;
  const webhooks = new WebhookSender({
    account,
    clock,
    log,
    targetsOf: (domainEvent) => apis.flatMap((api) => api.targetsOf(domainEvent)),
  });
  const simulator = new AccountSimulator(account, clock);
  if (options.simulator === 'whileSubscribed') simulator.followSubscribers();
  else if (options.simulator)
    simulator.start(options.simulator === true ? undefined : options.simulator.everyMs);
  const { tickets, agents } = account;
  log.info(`Sandbox listens on ${url} with ${tickets.size} tickets and ${agents.size} agents.`);
  return {
    url,
    faults,
    simulator,
    calls,
    webhooks,
    mails: account.mails,
    dispose: async () => {
      simulator.dispose();
      webhooks.dispose();
      faults.dispose();
      for (const api of apis) api.dispose?.();
      await server.close();
    },
  };
}

function bounded(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} must be an integer from ${least} to ${most}, not ${value}.`);
}
