// A process that is one window with the running chats of its parent's platform account. It can be killed.
import path from 'node:path';
import { connect } from '../../../../src/core/api/connect';
import { systemClock } from '../../../../src/core/base/clock';
import { silentLog } from '../../../../src/core/base/log';
import { ChatStore } from '../../../../src/core/chats/chatStore';
import type { Credential } from '../../../../src/core/domain/account';
import type { LiveChat } from '../../../../src/core/domain/liveChat';
import { openEventService } from '../../../../src/core/events/service/openEventService';
import { testDatabase } from '../../storage/support/testDatabase';
import { callsOf, livePort, noSecrets } from './connectionPorts';

export interface ChatWindowSpec {
  readonly dir: string;
  readonly credential: Credential;
  readonly addresses: { readonly apiUrl: string; readonly helpdeskUrl: string; readonly accountsUrl: string };
}

/** What the parent asks for. */
export type ChatWindowCommand =
  | { readonly do: 'start' }
  /** Opens the panel of a chat, which notifications then leave out. */
  | { readonly do: 'open'; readonly chatId: string };

export type ChatWindowReport =
  | { readonly type: 'view'; readonly role: string; readonly state: string }
  | { readonly type: 'shown'; readonly text: string }
  /** The chat of the panel changed. */
  | { readonly type: 'chat'; readonly chat: LiveChat; readonly isCurrent: boolean };

const { dir, credential, addresses } = JSON.parse(process.argv[2] ?? '{}') as ChatWindowSpec;
const report = (message: ChatWindowReport): void => void process.send?.(message);

async function begin(): Promise<void> {
  const { account } = credential;
  const connection = connect({
    ...{ credential, ...addresses },
    callsPerMinute: 10_000,
    timeoutMs: 5_000,
    onCall: () => undefined,
  });
  const { live } = connection;
  if (!live) throw new TypeError('the account has no socket');
  const eventService = await openEventService({
    database: await testDatabase(dir),
    clock: systemClock,
    log: silentLog,
    installId: path.basename(dir).replace(/\W/g, '-'),
    dir,
    settings: () => ({ events: ['chat_started', 'chat_ended'], port: 0, autoStart: true }),
    account: () => account.id,
    login: () => account.login,
    ...callsOf(connection),
    live: livePort(live),
    transport: () => 'socket',
    application: { name: 'desk', version: '1' },
    choose: () => Promise.reject(new TypeError('a tunnel was asked for')),
    secrets: noSecrets,
    surfaceOf: () => 'toast',
    isDoNotDisturb: () => false,
    answers: () => Promise.resolve(),
    show: (one) =>
      report({ type: 'shown', text: 'chatId' in one ? `${one.kind} ${one.text ?? one.name}` : one.kind }),
  });
  const store = new ChatStore({
    session: {
      current: { kind: 'signed-in', account },
      onDidChange: () => ({ dispose: () => undefined }),
      run: (work) => work(connection),
    },
    clock: systemClock,
    log: silentLog,
    onDidPush: eventService.onDidPushChat,
    sendTyping: () => undefined,
  });
  let open: string | undefined;
  const showChat = (): void => {
    const state = open === undefined ? undefined : store.get(open);
    if (state?.chat.events) report({ type: 'chat', chat: state.chat, isCurrent: state.isStale !== true });
  };
  const shows = (): void => {
    if (open !== undefined) eventService.ask('showsChats', { chatIds: [open] }).catch(() => undefined);
  };
  const view = (): void => {
    report({ type: 'view', role: eventService.role, state: eventService.status().state });
    shows();
  };
  store.onDidChange(showChat);
  eventService.onDidChangeView(view);
  view();
  process.on('message', (message) => {
    const command = message as ChatWindowCommand;
    if (command.do === 'start') void eventService.start({ interactive: true });
    else {
      open = command.chatId;
      store.watch(open);
      shows();
      showChat();
    }
  });
}

process.on('disconnect', () => process.exit());
void begin();
