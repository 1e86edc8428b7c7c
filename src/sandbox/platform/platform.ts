import type { Hono } from 'hono/tiny';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../core/base/clock';
import type { Log } from '../../core/base/log';
import type { Account, DomainEvent } from '../account/account';
import type { Credential } from '../account/agent';
import type { CallMeter } from '../server/calls';
import type { FaultQueue } from '../server/faults';
import type { SandboxEnv } from '../server/sandboxEnv';
import type { DeliveryTarget } from '../webhooks/webhookSender';
import { accountsApp } from './accounts/accountsApp';
import { OAuth } from './accounts/oauth';
import type { Actions } from './action';
import { customerActions } from './agentChat/actions/customerActions';
import { eventActions } from './agentChat/actions/eventActions';
import { lifecycleActions } from './agentChat/actions/lifecycleActions';
import { memberActions } from './agentChat/actions/memberActions';
import { propertyActions as chatPropertyActions } from './agentChat/actions/propertyActions';
import { ScriptedCustomers } from './agentChat/customers/scriptedCustomers';
import { Files } from './agentChat/files';
import { ChatClocks } from './agentChat/live/clocks';
import { Departures } from './agentChat/live/departures';
import { SandboxChats } from './agentChat/sandboxChats';
import { listActions } from './agentChat/listActions';
import { statusActions } from './agentChat/statusActions';
import { agentActions, batchActions } from './configuration/agentActions';
import { groupActions } from './configuration/groupActions';
import { propertyActions } from './configuration/propertyActions';
import { tagActions } from './configuration/tagActions';
import { webhookActions, webhookNames } from './configuration/webhookActions';
import { HelpDesk } from './helpdesk/helpDesk';
import { helpdeskApp } from './helpdesk/helpdeskApp';
import { platformTargets } from './platformTargets';
import { RtmServer } from './rtm/rtmServer';
import { RtmSwitches, Switches } from './switches';
import type { PlatformCredential } from './tokens';
import { unknownApi, v3App } from './v3App';
import { PlatformState, type Timeouts } from './platformState';

/** The platform APIs of the sandbox's account: addresses, credentials and switches. */
export interface Platform {
  /** Base of the HelpDesk API, `…/helpdesk/v1`. The base of the v3 APIs is the sandbox's own URL. */
  readonly helpdeskUrl: string;
  /** Base of the Global Accounts API, `…/accounts/v2`. The authorization page is `…/accounts/`. */
  readonly accountsUrl: string;
  readonly organizationId: string;
  /** A public application, for OAuth with PKCE and for webhooks. */
  readonly clientId: string;
  /** The same agents as the classic credentials: an owner, an administrator and a normal agent. */
  readonly credentials: readonly PlatformCredential[];
  readonly switches: Switches;
  readonly rtm: RtmSwitches;
}

export interface PlatformOptions {
  /** The app to add routes to. Unexpected errors are left to its error handler. */
  readonly app: Hono<SandboxEnv>;
  readonly account: Account;
  readonly clock: Clock;
  readonly log: Log;
  /** The agents who get a personal access token. */
  readonly credentials: readonly Credential[];
  readonly faults: FaultQueue;
  readonly calls: CallMeter;
  /** Whether scripted customers write while an agent is connected. */
  readonly customers: boolean;
}

export interface MountedPlatform {
  readonly chats: SandboxChats;
  /** Handles upgrade requests. */
  readonly upgrade: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** The webhooks to deliver an event to. */
  targetsOf(domainEvent: DomainEvent): readonly DeliveryTarget[];
  /** @param url the server's URL */
  at(url: string): Platform;
  dispose(): void;
}

/** Time limits of an account with scripted customers, as on most plans. */
const USUAL_TIMEOUTS: Timeouts = {
  transferAfterMin: 3,
  inactiveAfterMin: 10,
  archiveAfterMin: 15,
  archiveContinuousAfterMin: 10,
};

/** Path of uploaded files. LiveChat has them on its CDN, and without authentication as here. */
const CDN = '/cdn/files';

/** Prefix of the v3 APIs. The routes below it check the version. */
const V3 = '/:version{v\\d+\\.\\d+}';

/**
 * Adds the platform APIs of an account to an app. This module and `sandbox.ts` are separate bundles with separate
 * copies of shared classes, so neither may use `instanceof` on objects of the other.
 */
export function mountPlatform(options: PlatformOptions): MountedPlatform {
  const { app, account, clock, log, faults, calls } = options;
  const platform = new PlatformState(account, clock, (login) => faults.isRevoked(login));
  const credentials = options.credentials.map(({ login }) => platform.tokens.issue(login, platform.region));
  const agents = agentActions(platform);
  const configuration = v3App(
    platform,
    {
      ...agents,
      ...batchActions(agents),
      ...groupActions(platform),
      ...tagActions(platform),
      ...propertyActions(platform),
      ...webhookActions(platform),
    },
    { open: { list_webhook_names: webhookNames } },
  );
  const helpDesk = new HelpDesk(platform);
  const files = new Files(clock, () => platform.cdnUrl);
  const chat: Actions = {
    ...listActions(platform),
    ...lifecycleActions(platform),
    ...memberActions(platform),
    ...eventActions(platform, files),
    ...customerActions(platform),
    ...chatPropertyActions(platform),
    ...statusActions(platform),
  };
  app.route(`${V3}/configuration/action`, configuration);
  const upload = (name: string, type: string, bytes: Uint8Array) => ({
    url: files.upload(name, type, bytes),
  });
  app.route(`${V3}/agent/action`, v3App(platform, chat, { uploads: { upload_file: upload } }));
  app.get(`${CDN}/:id/:name`, (c) => serveFile(files, c.req.param('id')));
  app.route(V3, unknownApi());
  app.route('/helpdesk/v1', helpdeskApp(helpDesk));
  const oauth = new OAuth(platform);
  app.route('/accounts', accountsApp(platform, oauth));
  const rtm = new RtmServer({ platform, actions: chat, faults, calls, log });
  const departures = new Departures(platform);
  const clocks = new ChatClocks(platform);
  rtm.hub.presenceChanges.event(({ agent, left }) => {
    if (left === undefined) departures.returned(agent);
    else departures.left(agent, left);
  });
  const chats = new SandboxChats(platform);
  const connected = () => rtm.hub.loggedIn();
  const customers = options.customers ? new ScriptedCustomers({ platform, chats, connected }) : undefined;
  if (customers) Object.assign(platform.timeouts, USUAL_TIMEOUTS);
  return {
    chats,
    upgrade: rtm.upgrade,
    targetsOf: (domainEvent) => platformTargets(platform, helpDesk, domainEvent),
    at: (url) => {
      platform.cdnUrl = url + CDN;
      return {
        helpdeskUrl: `${url}/helpdesk/v1`,
        accountsUrl: `${url}/accounts/v2`,
        organizationId: platform.organizationId,
        clientId: platform.publicClient.id,
        credentials,
        switches: new Switches(platform, helpDesk, rtm.hub, oauth, departures, clocks),
        rtm: new RtmSwitches(rtm.hub),
      };
    },
    dispose: () => {
      rtm.dispose();
      customers?.dispose();
      departures.dispose();
      clocks.dispose();
    },
  };
}

function serveFile(files: Files, id: string): Response {
  const file = files.find(id);
  if (!file) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(file.bytes), { headers: { 'content-type': file.contentType } });
}
