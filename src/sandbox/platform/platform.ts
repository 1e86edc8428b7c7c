import type { Hono } from 'hono/tiny';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../core/base/clock';
import type { Log } from '../../core/base/log';
import type { Account, DomainEvent } from '../account/account';
import type { Credential } from '../account/credential';
import type { CallMeter } from '../server/calls';
import type { FaultQueue } from '../server/faults';
import type { SandboxEnv } from '../server/sandboxEnv';
import type { Target } from '../webhooks/webhookSender';
import { accountsApp } from './accounts/accountsApp';
import { OAuth } from './accounts/oauth';
import type { Actions } from './action';
import { chatActions } from './agentChat/chatActions';
import { listActions } from './agentChat/listActions';
import { statusActions } from './agentChat/statusActions';
import { agentActions } from './configuration/agentActions';
import { batchActions } from './configuration/batchActions';
import { groupActions } from './configuration/groupActions';
import { tagActions } from './configuration/tagActions';
import { webhookActions, webhookNames } from './configuration/webhookActions';
import { HelpDesk } from './helpdesk/helpDesk';
import { helpdeskApp } from './helpdesk/helpdeskApp';
import { platformTargets } from './platformTargets';
import { RtmServer } from './rtm/rtmServer';
import { RtmSwitches } from './rtm/rtmSwitches';
import { Switches } from './switches';
import type { PlatformCredential } from './tokens';
import { v3App } from './v3App';
import { World } from './world';

/** The current APIs of the sandbox's account: where they are, how to sign in, and what can be made to happen. */
export interface Platform {
  /** Base of the HelpDesk API, `…/helpdesk/v1`. Configuration and Agent Chat lie under the sandbox's own address. */
  readonly helpdeskUrl: string;
  /** Base of the Global Accounts API, `…/accounts/v2`. People are sent to `…/accounts/` to say yes to an application. */
  readonly accountsUrl: string;
  readonly organizationId: string;
  /** A public application of the account: for OAuth with PKCE, and for webhooks. */
  readonly clientId: string;
  /** An owner, an administrator and a normal agent, in this order: the people of the classic credentials. */
  readonly credentials: readonly PlatformCredential[];
  readonly switches: Switches;
  readonly rtm: RtmSwitches;
}

export interface PlatformOptions {
  /** Gets the routes; errors that are not the platform's own are left to its error handler. */
  readonly app: Hono<SandboxEnv>;
  readonly account: Account;
  readonly clock: Clock;
  readonly log: Log;
  /** The people who each get a personal access token. */
  readonly credentials: readonly Credential[];
  readonly faults: FaultQueue;
  readonly calls: CallMeter;
}

export interface MountedPlatform {
  /** Takes over a request that asks to become a websocket. */
  readonly upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** The webhooks to which an event of the account is delivered. */
  targetsOf(domainEvent: DomainEvent): readonly Target[];
  /** @param url the server's own address */
  at(url: string): Platform;
  dispose(): void;
}

/** Prefix of the v3 APIs. The routes below it check the version. */
const V3 = '/:version{v\\d+\\.\\d+}';

/**
 * Adds the platform APIs of an account to an app. This file is a bundle of its own: what the app's bundle shares with
 * it exists twice, so neither may test an object of the other with `instanceof`.
 */
export function mountPlatform(options: PlatformOptions): MountedPlatform {
  const { app, account, clock, log, faults, calls } = options;
  const world = new World(account, clock, (login) => faults.isRevoked(login));
  const credentials = options.credentials.map(({ login }) => world.tokens.issue(login, world.region));
  const agents = agentActions(world);
  const configuration = v3App(
    world,
    {
      ...agents,
      ...batchActions(agents),
      ...groupActions(world),
      ...tagActions(world),
      ...webhookActions(world),
    },
    { list_webhook_names: webhookNames },
  );
  const helpDesk = new HelpDesk(world);
  const chat: Actions = { ...listActions(world), ...chatActions(world), ...statusActions(world) };
  app.route(`${V3}/configuration/action`, configuration);
  app.route(`${V3}/agent/action`, v3App(world, chat));
  app.route('/helpdesk/v1', helpdeskApp(helpDesk));
  const oauth = new OAuth(world);
  app.route('/accounts', accountsApp(world, oauth));
  const rtm = new RtmServer({ world, actions: chat, faults, calls, log });
  return {
    upgrade: rtm.upgrade,
    targetsOf: (domainEvent) => platformTargets(world, helpDesk, domainEvent),
    at: (url) => ({
      helpdeskUrl: `${url}/helpdesk/v1`,
      accountsUrl: `${url}/accounts/v2`,
      organizationId: world.organizationId,
      clientId: world.publicClient.id,
      credentials,
      switches: new Switches(world, helpDesk, rtm.hub, oauth),
      rtm: new RtmSwitches(rtm.hub),
    }),
    dispose: () => rtm.dispose(),
  };
}
