import { Hono } from 'hono/tiny';
import type { Clock } from '../../core/base/clock';
import type { Log } from '../../core/base/log';
import type { Account, DomainEvent } from '../account/account';
import type { CallMeter } from '../server/calls';
import type { FaultQueue } from '../server/faults';
import type { SandboxEnv } from '../server/sandboxEnv';
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
import { typeOfStatus } from './platformError';
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

export interface PlatformParts {
  readonly account: Account;
  readonly clock: Clock;
  readonly log: Log;
  /** Who gets a personal access token. */
  readonly logins: readonly string[];
  readonly faults: FaultQueue;
  readonly meter: CallMeter;
}

/** Where the v3 APIs hang: the version is checked by the routes below it. */
const V3 = '/:version{v\\d+\\.\\d+}';

/** The platform's routes over an account that another API may show as well. */
export function openPlatform(parts: PlatformParts) {
  const { account, clock, log, logins, faults, meter } = parts;
  const world = new World(account, clock, (login) => faults.isRevoked(login));
  const credentials = logins.map((login) => world.tokens.issue(login, world.region));
  const app = new Hono<SandboxEnv>();
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
  const rtm = new RtmServer({ world, actions: chat, faults, meter, log });
  return {
    app,
    upgrade: rtm.upgrade,
    targetsOf: (domainEvent: DomainEvent) => platformTargets(world, helpDesk, domainEvent),
    at: (url: string): Platform => ({
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

/** The body of an injected error, in the shape of the API at this path. */
export function faultBody(path: string, status: number): object {
  const message = `Injected fault ${status}`;
  if (path.startsWith('/accounts/')) return { error: 'server_error', error_description: message };
  if (/^\/(v\d+\.\d+|helpdesk)\//.test(path)) return { error: { type: typeOfStatus(status), message } };
  return { error: message };
}
