import { l10n, window, workspace, type WebviewPanel } from 'vscode';
import { Emitter, type Event } from '../../core/base/event';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { ChatStore } from '../../core/chats/chatStore';
import type { ChatWatch } from '../../core/chats/watchedChat';
import type { Outgoing, OutgoingEntry, SendFailure } from '../../core/chats/outgoing';
import { phaseOf, type ListenerView } from '../../core/events/status/listenerStatus';
import { failureOf } from '../../core/domain/failure';
import { isStorageError } from '../../core/storage/storageError';
import { isMessageTooLong, type LiveChat } from '../../core/domain/liveChat';
import type { FormValues } from '../../protocol/form';
import { formValues } from '../../protocol/form';
import { decodeSaved } from '../../protocol/decode';
import type { ChatActionId } from '../../protocol/liveChat';
import { fileLabels } from '../messages/fileLabels';
import { sentenceOf, toastText, whyOf } from '../messages/failureMessages';
import type { App } from '../shell/app';
import { ChatPreview } from './chatPreview';
import type { SentFile } from './composerModel';
import type { LivePorts, LiveSubject, WatchedChat } from './liveModel';
import type { OutgoingView } from './liveView';

/** Running chats of the window, and what their toolbar does. */
export interface LiveChats {
  readonly store: ChatStore;
  readonly outgoing: Outgoing;
  /** Whether pushes keep chats up to date. */
  readonly listening: { readonly view: ListenerView; readonly onDidChange: Event<unknown> };
  act(action: Exclude<ChatActionId, 'customersView'>, chat: LiveChat): Promise<void>;
}

/** LiveChat refuses larger files. */
const maxFileBytes = 10 * 1024 * 1024;

/** Connects the model of one chat to the window. Disposed of with the returned `chat`. */
export function livePorts(
  app: App,
  live: LiveChats,
  subject: LiveSubject,
  panel: WebviewPanel,
  preview = new ChatPreview(app.clock, false),
): LivePorts {
  const { store, outgoing } = live;
  const { chatId, account } = subject;
  const owned = new DisposableStore();
  const chat = watchedChat(live, subject, owned, preview);
  const looked = owned.add(new Emitter<void>());
  owned.add(panel.onDidChangeViewState(() => looked.fire()));
  owned.add(window.onDidChangeWindowState(() => looked.fire()));
  owned.add(preview.onDidChange(() => looked.fire()));
  const draftId = { account, subject: `chat/${chatId}` } as const;
  return {
    clock: app.clock,
    login: () => store.login,
    chat,
    outgoing: {
      all: () => outgoing.of(chatId).map(viewOf),
      onDidChange: only(outgoing.onDidChange, chatId),
      send: ({ text, isPrivate, customId }) => {
        if (isMessageTooLong(text)) return l10n.t('The message is too long for LiveChat.');
        outgoing.send(chatId, { kind: 'text', text }, isPrivate, customId);
        return undefined;
      },
      retry: (customId) => void outgoing.retry(customId),
      takeBack: (customId) => {
        const entry = outgoing.of(chatId).find((one) => one.customId === customId);
        const content = outgoing.discard(customId);
        if (content?.kind !== 'text') return undefined;
        return { text: content.text, isPrivate: entry?.isPrivate ?? false };
      },
    },
    draft: {
      get: async () => {
        try {
          const [draft, at] = await Promise.all([app.drafts.get(draftId), app.drafts.lastEditAt(draftId)]);
          return { values: decodeSaved(formValues, draft?.values) ?? {}, at };
        } catch (thrown) {
          // An unreadable draft counts as none, so that the chat can still be answered.
          if (!isStorageError(thrown)) throw thrown;
          return { values: {}, at: 0 };
        }
      },
      keep: async (title: string, values: FormValues, at: number) =>
        (await app.drafts.keep(draftId, title, values, at)) === undefined,
    },
    isListening: () => phaseOf(live.listening.view) === 'live',
    sendsOn: () => app.settings.chatSendKey(),
    act: (action, now) => (action === 'customersView' ? Promise.resolve() : live.act(action, now)),
    sendFile: (now, isPrivate, file) => sendFile(live, now, isPrivate, file),
    pickFile: async (now, isPrivate) => {
      const file = await pickFile();
      const problem = file && (await sendFile(live, now, isPrivate, file));
      if (problem !== undefined) void window.showErrorMessage(problem);
    },
    typing: (isTyping, isPrivate) => store.typing({ chatId, isTyping, ...(isPrivate && { isPrivate }) }),
    isLookedAt: () => panel.visible && window.state.focused && !preview.isPreview,
    onDidLook: looked.event,
    markSeen: (upTo) => store.markSeen(chatId, upTo),
  };
}

/** The newest thread of a chat, as far as it was read with its events. */
function watchedChat(
  { store, listening }: LiveChats,
  { chatId }: LiveSubject,
  owned: DisposableStore,
  preview: ChatPreview,
): WatchedChat {
  const changed = owned.add(new Emitter<void>());
  let watch: ChatWatch | undefined;
  const load = (): void => {
    watch = owned.add(store.watch(chatId));
    changed.fire();
  };
  if (preview.isPreview) preview.delay.run(load);
  else load();
  owned.add(listening.onDidChange(() => changed.fire()));
  owned.add(
    store.onDidChange((change) => {
      if (change.chatId === undefined || change.chatId === chatId) changed.fire();
    }),
  );
  return {
    get state() {
      const state = watch ? watch.state : store.get(chatId);
      // Without events it comes from a list and is about to be replaced.
      return state?.chat.events || state?.chat.restricted !== undefined ? state : undefined;
    },
    get failure() {
      return watch?.failure;
    },
    onDidChange: changed.event,
    dispose: () => owned.dispose(),
  };
}

function only(event: Event<string>, chatId: string): Event<unknown> {
  return (listener): Disposable => event((id) => (id === chatId ? listener(undefined) : undefined));
}

function viewOf({ customId, content, isPrivate, state }: OutgoingEntry): OutgoingView {
  const text = content.kind === 'text' ? content.text : content.name;
  const about = { customId, text, isPrivate };
  switch (state.kind) {
    case 'sending':
      return { ...about, delivery: { state: 'sending', label: l10n.t('Sending…') } };
    case 'sent':
      return { ...about, delivery: { state: 'sent', label: l10n.t('Sent') } };
    case 'failed':
      return {
        ...about,
        delivery: {
          state: 'failed',
          label: whyNotSent(state.why),
          retry: state.why.kind === 'unconfirmed' ? l10n.t('Send Again Anyway') : l10n.t('Send Again'),
          ...(content.kind === 'text' && { takeBack: l10n.t('Edit') }),
        },
      };
  }
}

function whyNotSent(why: SendFailure): string {
  switch (why.kind) {
    case 'refused':
      return sentenceOf(why.failure, () => l10n.t('Not sent.'));
    case 'closed':
      return l10n.t('Not sent. The chat has ended: resume it, then send again.');
    case 'unconfirmed':
      return [
        l10n.t('It may have been sent: the response was lost, and the chat does not show it.'),
        ...(why.failure ? [whyOf(why.failure)] : []),
      ].join(' ');
    case 'held':
      return l10n.t('Not sent, because the message before it was not sent.');
  }
}

/**
 * Shows what will be sent and who will see it, and sends it.
 * @returns why it was not sent; `undefined` if it is on its way or was cancelled
 */
async function sendFile(
  { store, outgoing }: LiveChats,
  chat: LiveChat,
  isPrivate: boolean,
  file: SentFile,
): Promise<string | undefined> {
  const name = toastText(file.name, 80);
  const size = fileLabels().size(file.bytes.byteLength);
  if (file.bytes.byteLength > maxFileBytes) {
    return l10n.t('{0} was not sent: it has {1}, and LiveChat accepts 10 MB at most.', name, size);
  }
  const yes = l10n.t('Send');
  const question = l10n.t('Send the file {0} ({1})?', name, size);
  const detail = isPrivate ? l10n.t('Only agents will see it.') : l10n.t('The customer will see it.');
  if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return undefined;
  try {
    const url = await store.call((api) => api.upload(file));
    outgoing.send(chat.chatId, { kind: 'file', url, name: file.name }, isPrivate);
    return undefined;
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (!failure) throw thrown;
    return sentenceOf(failure, () => l10n.t('The file was not sent.'));
  }
}

async function pickFile(): Promise<SentFile | undefined> {
  const [uri] = (await window.showOpenDialog({ openLabel: l10n.t('Attach') })) ?? [];
  if (!uri) return undefined;
  return { name: uri.path.split('/').at(-1) ?? '', bytes: await workspace.fs.readFile(uri) };
}
