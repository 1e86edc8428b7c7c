import { Hono } from 'hono/tiny';
import { systemClock, type Clock } from '../core/base/clock';
import { silentLog, type Log } from '../core/base/log';
import { Account, type Mail } from './account/account';
import type { Credential } from './account/credential';
import { classicApp } from './classic/classicApp';
import { classicTargets } from './classic/classicTargets';
import type { UpdateTicketMode } from './classic/ticketRoutes';
import { widgetRoutes } from './classic/widgetRoutes';
import { createRandom } from './data/random';
import { seedAgents } from './data/seedAgents';
import { seedChats } from './data/seedChats';
import { seedHelpdesk } from './data/seedHelpdesk';
import { seedOnHold } from './data/seedOnHold';
import { seedTickets } from './data/seedTickets';
import { AccountSimulator, type Simulator } from './simulator';
import { faultBody, openPlatform, type Platform } from './platform/platform';
import { CallMeter, type Calls } from './server/calls';
import { FaultQueue, type Faults } from './server/faults';
import { listen } from './server/listen';
import { Refusal } from './server/refusal';
import type { SandboxEnv } from './server/sandboxEnv';
import { WebhookSender, type Delivery } from './webhooks/webhookSender';

/** Half as many chats as tickets, up to this: more would only cost memory. */
const MOST_CHATS = 600;
const MOST_TICKETS = 20_000;

export interface SandboxOptions {
  /** 0 or missing: any free port. */
  readonly port?: number;
  /** 25 to 20,000; 120 by default. */
  readonly tickets?: number;
  /** 3 to 400; 8 by default. */
  readonly agents?: number;
  /** The same seed and clock give the same account. */
  readonly seed?: number;
  /** Lets chats and tickets come by themselves from the start; off by default. */
  readonly simulator?: boolean | { readonly everyMs?: number };
  readonly clock?: Clock;
  /**
   * Whether what comes after the start has ids that no earlier start gave out; off by default. A number: they go on
   * so far behind those of the account that it starts with, which are the same each time.
   */
  readonly freshIds?: boolean | number;
  /** Sprinkles in texts that try to be more than text; on by default. */
  readonly hostile?: boolean;
  /** Gives one ticket this many events. Its subject begins with `Long history`. */
  readonly longTicketEvents?: number;
  /** How `PUT /tickets/<ID>` answers, which no document describes; `accept` by default. */
  readonly updateTicket?: UpdateTicketMode;
  readonly log?: Log;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** An owner, an administrator and a normal agent, in this order. */
  readonly credentials: readonly Credential[];
  /** The current APIs of the same account: addresses, credentials and switches. */
  readonly platform: Platform;
  readonly faults: Faults;
  readonly simulator: Simulator;
  readonly calls: Calls;
  readonly webhooks: {
    /** The newest deliveries, oldest first. */
    readonly deliveries: readonly Delivery[];
    /** Resolves when no delivery is on its way; retries that wait for their time do not count. */
    idle(): Promise<void>;
  };
  /** What the real service would have mailed to people. */
  readonly mails: readonly Mail[];
  /** Ends the server, every connection, the life and the retries. */
  dispose(): Promise<void>;
}

/**
 * Starts a LiveChat server of its own on loopback, with an invented account in it. Nothing leaves the machine.
 * @throws RangeError for a size outside its bounds, the system's error when the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { clock = systemClock, log = silentLog, seed = 1, hostile = true } = options;
  const count = bounded('tickets', options.tickets ?? 120, 25, MOST_TICKETS);
  const agents = bounded('agents', options.agents ?? 8, 3, 400);
  const random = createRandom(seed);
  const account = new Account(1_000_000 + random.int(8_000_000), clock, random);
  const credentials = seedAgents(account, agents, hostile);
  seedTickets(account, { count, seed, hostile, longTicketEvents: options.longTicketEvents });
  seedChats(account, Math.min(Math.ceil(count / 2), MOST_CHATS), seed, hostile);

  seedOnHold(account, hostile);
  seedHelpdesk(account, seed);

  // One a second is more than ever comes, and it lasts for a year and a half.
  const { freshIds } = options;
  if (freshIds) account.renumber(MOST_TICKETS + (freshIds === true ? account.now() % 50_000_000 : freshIds));

  const calls = new CallMeter();
  const faults = new FaultQueue(clock, faultBody);
  const platform = openPlatform({
    account,
    clock,
    log,
    logins: credentials.map(({ login }) => login),
    faults,
    meter: calls,
  });
  const app = new Hono<SandboxEnv>();
  app.onError((error, c) => {
    if (error instanceof Refusal) return c.json(error.body, error.status);
    log.error(`Sandbox: ${c.req.method} ${c.req.path} failed: ${error.stack ?? error.message}`);
    return c.json({ error: 'Internal server error' }, 500);
  });
  app.use(calls.middleware(), faults.middleware());
  app.route('/', platform.app);
  app.route('/', widgetRoutes(account));
  const classic = classicApp(account, {
    updateTicket: options.updateTicket ?? 'accept',
    isRevoked: (login) => faults.isRevoked(login),
  });
  app.route('/v2', classic);
  app.route('/', classic);

  const server = await listen(app, options.port ?? 0, platform.upgrade);
  const url = `http://127.0.0.1:${server.port}`;
  const webhooks = new WebhookSender({
    account,
    clock,
    log,
    targetsOf: (domainEvent) => [...classicTargets(account, domainEvent), ...platform.targetsOf(domainEvent)],
  });
  const simulator = new AccountSimulator(account, clock);
  if (options.simulator) simulator.start(options.simulator === true ? undefined : options.simulator.everyMs);
  log.info(`Sandbox listens on ${url} with ${count} tickets and ${account.agents.size} agents.`);
  return {
    url,
    credentials,
    platform: platform.at(url),
    faults,
    simulator,
    calls,
    webhooks,
    mails: account.mails,
    dispose: async () => {
      simulator.dispose();
      webhooks.dispose();
      faults.dispose();
      platform.dispose();
      await server.close();
    },
  };
}

function bounded(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${value}.`);
}
