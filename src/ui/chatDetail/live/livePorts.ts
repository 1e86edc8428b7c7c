import { l10n, window, type WebviewPanel } from 'vscode';
import { Emitter, type Event } from '../../../core/base/event';
import { traceOf } from '../../../core/base/log';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import type { ChatWatch } from '../../../core/chats/watchedChat';
import type { OutgoingContent, OutgoingEntry, SendFailure } from '../../../core/chats/outgoingMessage';
import type { ScheduleTarget } from '../../../core/scheduling/scheduledItem';
import type { Shown } from '../../../core/shield/shownValues';
import { draftPort } from '../../../core/stores/drafts/draftPort';
import { accountIdOf } from '../../../core/stores/sessionStore';
import { receivesPushes } from '../../../core/events/status/listenerStatus';
import { nameFromId } from '../../../core/domain/account';
import { failureOf } from '../../../core/domain/failure';
import { customerOf, type LiveChat } from '../../../core/domain/liveChat';
import { settingKeys } from '../../../manifest';
import { visitorName } from '../../messages/arrivalLabels';
import { whyNotSent } from '../../messages/chatMessages';
import { showFailure, toastText } from '../../messages/failureMessages';
import { otherAccountText } from '../../messages/ticketMessages';
import type { App } from '../../shell/app';
import { ReplyDelay } from '../../shell/replyDelay';
import { onDidChangeTakeBackSeconds, takeBackSeconds } from '../../shell/settings';
import { OfflineRetry } from '../../shell/trees/offlineRetry';
import { ChatPreview } from '../chatPreview';
import { fileAt, filePorts, pickFile } from './filePorts';
import { composerLabels, liveModelLabels } from './liveLabels';
import { tooLongText } from './composerModel';
import type { LiveChats, LivePorts, LiveSubject, PanelChat } from './liveModelPorts';
import type { OutgoingView } from './liveView';
import { sendFile } from './sendFile';

/** Connects the model of one chat to the window. Disposed of with the returned `chat`. */
export function livePorts(
  app: App,
  live: LiveChats,
  subject: LiveSubject,
  panel: WebviewPanel,
  preview = new ChatPreview(app, false),
): LivePorts {
  const { store, outgoing } = live;
  const { chatId, account } = subject;
  const owned = new DisposableStore();
  const isLive = (): boolean => receivesPushes(live.listening.view);
  // Reading settings takes longer than all else that a message needs.
  let [isListening, sendKey, seconds] = [isLive(), app.settings.chatSendKey(), takeBackSeconds()];
  owned.add(live.listening.onDidChange(() => (isListening = isLive())));
  owned.add(
    app.settings.onDidChange([settingKeys.chatSendKey], () => (sendKey = app.settings.chatSendKey())),
  );
  const secondsChanged = owned.add(new Emitter<void>());
  owned.add(
    onDidChangeTakeBackSeconds(() => {
      seconds = takeBackSeconds();
      secondsChanged.fire();
    }),
  );
  const chat = watchedChat(app, live, subject, owned, preview);
  const offline = owned.add(
    new OfflineRetry(app.clock, {
      isOffline: () => chat.failure?.code === 'network',
      isShown: () => panel.visible && window.state.focused,
      load: () => {
        chat.refresh();
        return undefined;
      },
    }),
  );
  owned.add(chat.onDidChange(() => offline.look()));
  const looked = owned.add(new Emitter<void>());
  owned.add(panel.onDidChangeViewState(() => looked.fire()));
  owned.add(window.onDidChangeWindowState(() => looked.fire()));
  owned.add(preview.onDidChange(() => looked.fire()));
  const target = (): ScheduleTarget => {
    const now = store.get(chatId)?.chat;
    const title = now ? visitorName(customerOf(now) ?? {}) : '';
    return { account, target: 'chat', targetId: chatId, title };
  };
  const files = filePorts(live, chatId);
  const draftId = { account, subject: `chat/${chatId}` } as const;
  const isEnded = (): boolean => store.get(chatId)?.chat.isActive === false;
  const resumeWith = async (now: LiveChat, content: OutgoingContent): Promise<boolean> => {
    if (!(await askToResume(app.shield.shown.chat(now), content))) return false;
    outgoing.resume(chatId, content);
    return true;
  };
  const retry = async (customId: string): Promise<void> => {
    const entry = outgoing.of(chatId).find((one) => one.customId === customId);
    const now = store.get(chatId)?.chat;
    const content = entry && contentToResume(entry);
    if (!now || now.isActive) outgoing.retry(customId);
    else if (!content) await live.act('resume', now);
    else if (await resumeWith(now, content)) outgoing.discard(customId);
  };
  return {
    clock: app.clock,
    labels: liveModelLabels(),
    composerLabels,
    login: () => store.login,
    chat,
    shown: () => app.shield.shown,
    outgoing: {
      all: () => outgoing.of(chatId).map((entry) => viewOf(entry, isEnded(), app.shield.shown)),
      onDidChange: only(outgoing.onDidChange, chatId),
      send: ({ text, isPrivate, customId }) => {
        const problem = tooLongText(text);
        if (problem !== undefined) return problem;
        // The message may have waited.
        if (seconds > 0 && accountIdOf(app.session.current) !== account)
          return otherAccountText(nameFromId(account));
        outgoing.send(chatId, { kind: 'text', text }, isPrivate, customId);
        return undefined;
      },
      retry: (customId) => retry(customId),
      takeBack: (customId) => {
        const entry = outgoing.of(chatId).find((one) => one.customId === customId);
        const content = outgoing.discard(customId);
        if (content?.kind !== 'text') return undefined;
        return { text: content.text, isPrivate: entry?.isPrivate ?? false };
      },
    },
    draft: (title) => draftPort(app.drafts, draftId, title),
    log: (thrown) => app.log.error(traceOf(thrown)),
    transfers: live.transfers,
    isListening: () => isListening,
    sendsOn: () => sendKey,
    delay: new ReplyDelay({
      ...{ clock: app.clock, log: app.log, seconds: () => seconds, onDidChangeSeconds: secondsChanged.event },
      note: async (ms, reply) => await app.shared.timing?.delay(target(), ms, reply),
    }),
    later: async (message, take) => await app.shared.timing?.later(target(), message, take),
    act: (action, now) =>
      action === 'customersView' || action === 'earlier' ? Promise.resolve() : live.act(action, now),
    readThread: async (threadId) => {
      try {
        return await store.call((api) => api.get({ chatId, threadId }));
      } catch (thrown) {
        const failure = failureOf(thrown);
        if (!failure) throw thrown;
        await showFailure(failure, () => l10n.t('The earlier conversation could not be read.'));
        return undefined;
      }
    },
    resumeWith: (now, text) => resumeWith(now, { kind: 'text', text }),
    sendFile: (file, isPrivate) => sendFile(files, file, isPrivate),
    sendFileAt: async (uri, isPrivate) => await sendFile(files, await fileAt(uri), isPrivate),
    pickFile: async (isPrivate) => {
      const file = await pickFile();
      const problem = file && (await sendFile(files, file, isPrivate));
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
  { local, shield }: App,
  { store, listening }: LiveChats,
  { account, chatId }: LiveSubject,
  owned: DisposableStore,
  preview: ChatPreview,
): PanelChat & { refresh(): void } {
  const changed = owned.add(new Emitter<void>());
  let watch: ChatWatch | undefined;
  let kept: PanelChat['kept'];
  const readKept = async (): Promise<void> => {
    const found = (await local.get()).kept.chat(account, chatId);
    if (found?.value.from !== 'api') return;
    kept = { chat: found.value.chat, readAt: found.fetchedAt };
    changed.fire();
  };
  // Without a database, the chat is fetched.
  readKept().catch(() => undefined);
  const load = (): void => {
    watch = owned.add(store.watch(chatId));
    changed.fire();
  };
  if (preview.isPreview) preview.delay.run(load);
  else load();
  owned.add(listening.onDidChange(() => changed.fire()));
  owned.add(shield.onDidChange(() => changed.fire()));
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
    get kept() {
      return kept;
    },
    get failure() {
      return watch?.failure;
    },
    refresh: () => watch?.refresh(),
    onDidChange: changed.event,
    dispose: () => owned.dispose(),
  };
}

function only(event: Event<string>, chatId: string): Event<unknown> {
  return (listener): Disposable => event((id) => (id === chatId ? listener(undefined) : undefined));
}

/** Only what the customer may see can be sent with resuming. */
function contentToResume({ content, isPrivate }: OutgoingEntry): OutgoingContent | undefined {
  return isPrivate ? undefined : content;
}

function viewOf(entry: OutgoingEntry, isEnded: boolean, shown: Pick<Shown, 'failure'>): OutgoingView {
  const { customId, content, isPrivate, state } = entry;
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
          label: whyNotSent(state.why, shown),
          retry: retryLabel(entry, state.why, isEnded),
          takeBack: content.kind === 'text' ? l10n.t('Edit') : l10n.t('Remove'),
        },
      };
  }
}

function retryLabel(entry: OutgoingEntry, why: SendFailure, isEnded: boolean): string {
  if (isEnded)
    return contentToResume(entry) === undefined ? l10n.t('Resume Chat') : l10n.t('Resume and Send');
  return why.kind === 'unconfirmed' ? l10n.t('Send Again Anyway') : l10n.t('Send Again');
}

/** Asks, saying who will see it. */
async function askToResume(chat: LiveChat, content: OutgoingContent): Promise<boolean> {
  const name = toastText(visitorName(customerOf(chat) ?? {}), 60);
  const yes = l10n.t('Resume and Send');
  const question = l10n.t('Resume the chat with {0}?', name);
  const detail =
    content.kind === 'text'
      ? l10n.t('A new thread starts with your message. You will be visible to the customer.')
      : l10n.t(
          'A new thread starts with the file {0}. You will be visible to the customer.',
          toastText(content.name, 60),
        );
  return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
