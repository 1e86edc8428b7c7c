import { env, Uri, type ExtensionContext } from 'vscode';
import type { LiveChatConnection } from '../../core/domain/connection';
import { displayName } from '../../core/domain/account';
import type { EventNotification } from '../../core/events/status/notification';
import { accountPorts, webhookPort } from '../../core/events/service/accountPorts';
import type { EventService, EventServiceOptions } from '../../core/events/service/eventService';
import type { WithAccount } from '../../core/events/transports/webhook/webhookPorts';
import { accountIdOf, type OpenConnection } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';
import { isPresenceEnabled, localDataDays, surfaceOf, waitingMinutes } from '../shell/settings';
import type { Membership } from '../team/membership';
import { teamAccess } from '../team/teamSecrets';
import type { TicketPolling } from './ticketPolling';

export interface EditorEventServiceOptions {
  readonly openConnection: OpenConnection;
  readonly choose: EventServiceOptions['choose'];
  readonly team: Membership;
  /** Whether listening may start on its own: the user agreed to it, or nothing becomes public. */
  readonly mayAutoStart: () => boolean;
  readonly ticketPolling: Pick<TicketPolling, 'events' | 'isEnabled'>;
  /** Reads again what any window may have written. */
  readonly reread: () => Promise<void>;
  readonly isDoNotDisturb: () => boolean;
  readonly show: (notification: EventNotification) => void;
}

/** Opens the event service of this window. @throws the system's error, see `openEventService` */
export async function openEditorEventService(
  app: App,
  options: EditorEventServiceOptions,
): Promise<EventService> {
  const { context, session, settings, clock, log, keys } = app;
  const { openConnection, choose, isDoNotDisturb, show, ticketPolling, reread, team } = options;
  const { openEventService } = await import('../../core/events/service/openEventService');
  const { listening } = settings;
  /** The last connection that had a response: until the next has one, LiveChat's clock is known from it. */
  let answered: LiveChatConnection | undefined;
  const run: typeof session.run = (work) =>
    session.run(async (connection) => {
      try {
        return await work(connection);
      } finally {
        if (connection.serverTime() !== undefined) answered = connection;
      }
    });
  return await openEventService({
    clock,
    log,
    database: await app.database(),
    days: localDataDays,
    installId: await installIdOf(context.globalStorageUri),
    dir: Uri.joinPath(context.globalStorageUri, 'listening').fsPath,
    settings: () => ({
      events: ticketPolling.events,
      pollsTickets: ticketPolling.isEnabled,
      presence: isPresenceEnabled(),
      port: listening.port(),
      // Nothing is registered for a member of a team, and nothing becomes public.
      autoStart: team.isJoined || (listening.autoStart() && options.mayAutoStart()),
    }),
    account: () => accountIdOf(session.current),
    hasAccount: (id) => team.isJoined || app.accounts.accounts.some((account) => account.id === id),
    rereadAccounts: () => app.accounts.reload(),
    ...accountPorts(run, () => answered),
    withAccount: withAccount(app, openConnection),
    transport: () => (team.isJoined ? 'team' : session.transportKind),
    ownTransport: () => session.transportKind,
    team: {
      access: () => teamAccess(context.secrets),
      events: () => listening.events(),
      hindrance: async () => {
        const choice = session.transportKind === 'webhooks' ? await choose(false) : undefined;
        if (choice?.kind !== 'needs-user') return undefined;
        const { code, provider } = choice;
        return { kind: 'tunnel', code, ...(provider !== undefined && { provider }) };
      },
    },
    application: applicationOf(context),
    choose,
    secrets: context.secrets,
    hide: (secret) => log.hide(secret),
    surfaceOf,
    waitingMinutes,
    login: () => (session.current.kind === 'signed-out' ? undefined : displayName(session.current.account)),
    isDoNotDisturb,
    reread,
    answers: () => keys.answered(),
    show,
  });
}

/** Works with the webhooks of an account that is not the active one, on a connection of its own. */
function withAccount({ accounts }: App, open: OpenConnection): WithAccount {
  return async (id, work) => {
    const account = accounts.accounts.find((one) => one.id === id);
    const secret = account && (await accounts.secretOf(account));
    if (!account || secret === undefined) return false;
    const connection = await open({ account, secret });
    try {
      return await work(webhookPort((call) => call(connection)));
    } finally {
      connection.dispose();
    }
  };
}

function applicationOf({ extension }: ExtensionContext): { readonly name: string; readonly version: string } {
  const { version } = extension.packageJSON as { readonly version?: unknown };
  return { name: 'livechat-desk', version: typeof version === 'string' ? version : '0' };
}

/** Identifies this installation: equal in all windows and profiles on this machine. */
export async function installIdOf(storage: Uri): Promise<string> {
  const text = new TextEncoder().encode(`${env.machineId}\n${storage.toString()}`);
  const digest = await crypto.subtle.digest('SHA-256', text);
  return Buffer.from(digest).toString('hex').slice(0, 32);
}
