import { env, Uri, type ExtensionContext } from 'vscode';
import type { Clock } from '../../core/base/clock';
import type { LiveApi, LiveChatConnection } from '../../core/domain/connection';
import { fail } from '../../core/domain/failure';
import type { EventNotification } from '../../core/events/status/notification';
import type { EventService, EventServiceOptions } from '../../core/events/service/eventService';
import type { WebhookPort } from '../../core/events/status/listenerTypes';
import { accountIdOf, type SessionStore } from '../../core/stores/sessionStore';
import type { ChannelLog } from '../shell/channelLog';
import type { ContextKeys } from '../shell/contextKeys';
import type { Settings } from '../shell/settings';
import type { TicketPolling } from './ticketPolling';

export interface EditorEventServiceOptions {
  readonly context: ExtensionContext;
  readonly session: SessionStore;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: ChannelLog;
  readonly keys: ContextKeys;
  /** Loads the desk, a bundle of its own that start-up does not pay for. */
  readonly load: () => Promise<{
    readonly openEventService: (options: EventServiceOptions) => Promise<EventService>;
  }>;
  readonly withAccount: NonNullable<EventServiceOptions['withAccount']>;
  readonly choose: EventServiceOptions['choose'];
  /** Whether a person agreed to what listening by itself would do. */
  readonly mayAutoStart: () => boolean;
  /** What is listened to, and whether new tickets are asked for. */
  readonly newTickets: Pick<TicketPolling, 'events' | 'isAskedFor'>;
  readonly reread: () => Promise<void>;
  readonly isDoNotDisturb: () => boolean;
  readonly show: (notification: EventNotification) => void;
}

/** Opens the desk of this window with what it needs of the editor. @throws the system's error, see `openDesk` */
export async function openEditorEventService(parts: EditorEventServiceOptions): Promise<EventService> {
  const {
    context,
    session,
    settings,
    clock,
    log,
    keys,
    withAccount,
    choose,
    isDoNotDisturb,
    show,
    newTickets,
    reread,
  } = parts;
  const { openEventService } = await parts.load();
  const { listening } = settings;
  return await openEventService({
    clock,
    log,
    installId: await installIdOf(context.globalStorageUri),
    dir: Uri.joinPath(context.globalStorageUri, 'listening').fsPath,
    settings: () => ({
      events: newTickets.events,
      pollsTickets: newTickets.isAskedFor,
      port: listening.port(),
      autoStart: listening.autoStart() && parts.mayAutoStart(),
    }),
    account: () => accountIdOf(session.current),
    webhooks: webhookPort((work) => session.run(work)),
    withAccount,
    transport: () => session.transportKind,
    live: {
      endpoint: (options) => session.run(async (connection) => await liveOf(connection).endpoint(options)),
      format: () => session.run((connection) => Promise.resolve(liveOf(connection).format)),
      isAccepting: (options) =>
        session.run(async (connection) => await liveOf(connection).isAccepting(options)),
      movedTo: (region) =>
        session.run((connection) => {
          liveOf(connection).movedTo(region);
          return Promise.resolve();
        }),
      spent: (token) =>
        session.run((connection) => {
          liveOf(connection).spent(token);
          return Promise.resolve();
        }),
    },
    application: applicationOf(context),
    listings: {
      chats: (query, options) => session.run(({ chats }) => chats.list(query, undefined, options)),
      tickets: (query, options) => session.run(({ tickets }) => tickets.list(query, undefined, options)),
      newTickets: (since, at, options) => session.run(({ tickets }) => tickets.newest(since, at, options)),
    },
    lookups: {
      chat: (ref, options) => session.run(async ({ chats }) => await chats.get?.(ref, options)),
      ticket: (id, options) => session.run(({ tickets }) => tickets.get(id, options)),
    },
    choose,
    secrets: context.secrets,
    hide: (secret) => log.hide(secret),
    surfaceOf: (kind) => listening.surfaceOf(kind),
    isDoNotDisturb,
    reread,
    answers: () => keys.answered(),
    show,
  });
}

/** The webhook calls of an account. @param run does some work on its connection */
export function webhookPort(
  run: <T>(work: (connection: LiveChatConnection) => Promise<T>) => Promise<T>,
): WebhookPort {
  return {
    list: (options) => run(({ webhooks }) => webhooks.list(options)),
    create: (draft, options) => run(({ webhooks }) => webhooks.create(draft, options)),
    remove: (id, options) => run(({ webhooks }) => webhooks.remove(id, options)),
    deliveries: () => run(({ webhooks }) => Promise.resolve(webhooks.deliveries)),
  };
}

function liveOf({ live }: LiveChatConnection): LiveApi {
  return live ?? fail({ code: 'unsupported', field: 'live' });
}

function applicationOf({ extension }: ExtensionContext): { readonly name: string; readonly version: string } {
  const { version } = extension.packageJSON as { readonly version?: unknown };
  return { name: 'livechat-desk', version: typeof version === 'string' ? version : '0' };
}

/** The same in all windows of this profile on this machine, and in no other. */
export async function installIdOf(storage: Uri): Promise<string> {
  const text = new TextEncoder().encode(`${env.machineId}\n${storage.toString()}`);
  const digest = await crypto.subtle.digest('SHA-256', text);
  return Buffer.from(digest).toString('hex').slice(0, 32);
}
