import { env, l10n, window, type QuickPickItem } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import type { ChatStore } from '../../core/chats/chatStore';
import { isSameAddress } from '../../core/domain/account';
import type { JoinInput } from '../../core/domain/input/chatInput';
import { customerOf, memberOf, type LiveChat, type TransferTarget } from '../../core/domain/liveChat';
import { accountIdOf } from '../../core/stores/sessionStore';
import { closeChatWithPerson } from '../commandApi/closeChat';
import { agentName } from '../messages/agentLabels';
import { messageLostText, messageText } from '../messages/chatMessages';
import { toastText, whyOf } from '../messages/failureMessages';
import { wholeNumber } from '../messages/times';
import type { App } from '../shell/app';
import { openAddress } from '../shell/openAddress';
import { pickStep, textStep } from '../shell/steps';
import { chatLink } from './chatLinks';
import { customerName } from './chatItem';

interface TargetItem<T> extends QuickPickItem {
  readonly target: T;
}

/** How a person enters a chat. */
export type JoinMode = JoinInput['how'];

/** What a person does with one chat, asked where something has to be known. */
export class ChatPrompts {
  constructor(
    private readonly app: App,
    private readonly store: ChatStore,
  ) {}

  /**
   * Asks whether to enter a chat, saying who will see it, and enters it.
   * @returns whether the person is in the chat
   */
  async enter(chat: LiveChat, mode: JoinMode): Promise<boolean> {
    const name = this.nameOf(chat, 60);
    const [question, detail, yes] =
      mode === 'whisper'
        ? [
            l10n.t('Whisper in the chat with {0}?', name),
            l10n.t('The customer does not see you. Only agents see what you write.'),
            l10n.t('Whisper'),
          ]
        : mode === 'takeOver'
          ? [
              l10n.t('Take over the chat with {0}?', name),
              l10n.t('The chat is transferred to you. You will be visible to the customer.'),
              l10n.t('Take Over'),
            ]
          : [
              l10n.t('Join the chat with {0}?', name),
              l10n.t('You will be visible to the customer.'),
              l10n.t('Join'),
            ];
    if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return false;
    await this.join(chat, mode);
    return true;
  }

  /** Enters a chat without asking, where the page has said who will see it. */
  async join({ chatId }: LiveChat, how: JoinMode): Promise<void> {
    await (await this.app.actions()).chatActions.join({ chatId, how });
  }

  async leave({ chatId }: LiveChat): Promise<void> {
    await (await this.app.actions()).chatActions.leave(chatId);
  }

  /** Asks, and closes the chat ten seconds later, until then it can be cancelled. */
  async close({ chatId }: LiveChat): Promise<void> {
    const { chatActions } = await this.app.actions();
    await closeChatWithPerson(chatActions, this.app, chatId);
  }

  /** Asks to whom, and for a note that only agents see, and transfers the chat. */
  async transfer(chat: LiveChat): Promise<void> {
    const name = this.nameOf(chat, 60);
    const title = l10n.t('Transfer the chat with {0}', name);
    const target = await this.pickTarget(title, this.targets(chat));
    if (!target) return;
    const self = memberOf(chat, this.store.login);
    let note = '';
    if (self) {
      const written = await textStep({
        title,
        back: false,
        prompt: l10n.t('Write a private note for the next agent, or leave it empty.'),
        value: '',
        accept: () => undefined,
      });
      if (written.kind !== 'done') return;
      note = written.value.trim();
    }
    const { chatActions } = await this.app.actions();
    if (note !== '') {
      const sent = await chatActions.send({ chatId: chat.chatId, message: note, isPrivate: true });
      if (sent.kind === 'lost') {
        const why = [l10n.t('The chat was not transferred.'), messageLostText(whyOf(sent.why))].join(' ');
        void window.showWarningMessage(why);
        return;
      }
    }
    await chatActions.transfer(chat.chatId, target);
  }

  /** Gives several chats away in one step. @returns the chats that could not be transferred */
  async handOver(chats: readonly LiveChat[]): Promise<readonly LiveChat[]> {
    const [first] = chats;
    if (!first) {
      void window.showInformationMessage(l10n.t('You are in no chat.'));
      return [];
    }
    const title = l10n.t('Hand over {0} chats', wholeNumber(chats.length));
    const any = {
      label: `$(sparkle) ${l10n.t('Whoever is least busy')}`,
      description: l10n.t('else the queue of each chat’s group'),
      target: 'any',
    } as const;
    const target = await this.pickTarget<TransferTarget | 'any'>(
      title,
      this.targets(first).then((targets) => [any, ...targets]),
    );
    if (!target) return [];
    const { chatActions } = await this.app.actions();
    const results = await Promise.allSettled(
      chats.map(async ({ chatId }) =>
        target === 'any' ? await chatActions.handOver(chatId) : await chatActions.transfer(chatId, target),
      ),
    );
    const failed = chats.filter((_chat, at) => results[at]?.status === 'rejected');
    const done = chats.length - failed.length;
    if (done > 0) void window.showInformationMessage(l10n.t('Chats handed over: {0}', wholeNumber(done)));
    if (failed.length > 0) {
      const names = failed.map((chat) => this.nameOf(chat, 40)).join(', ');
      void window.showWarningMessage(l10n.t('These chats were not handed over: {0}', names));
    }
    return failed;
  }

  async addTag(chat: LiveChat): Promise<void> {
    const known = await this.store.call((api) => api.tags(chat.groups));
    const names = known.filter((name) => !chat.tags.includes(name));
    const tag = await this.pickTag(l10n.t('Select a tag to add'), names);
    if (tag === undefined) return;
    const { chatActions } = await this.app.actions();
    await chatActions.setTag(chat.chatId, tag, true);
  }

  async removeTag(chat: LiveChat): Promise<void> {
    const tag = await this.pickTag(l10n.t('Select a tag to remove'), chat.tags);
    if (tag === undefined) return;
    const { chatActions } = await this.app.actions();
    await chatActions.setTag(chat.chatId, tag, false);
  }

  /** Starts a new thread. Nothing is sent to the customer. */
  async resume(chat: LiveChat): Promise<void> {
    const name = this.nameOf(chat, 60);
    const yes = l10n.t('Resume Chat');
    const question = l10n.t('Resume the chat with {0}?', name);
    const detail = l10n.t('A new thread starts. You will be visible to the customer.');
    if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
    const { chatActions } = await this.app.actions();
    await chatActions.resume(chat.chatId);
  }

  async copyLink(chat: LiveChat): Promise<void> {
    await env.clipboard.writeText(chatLink(chat));
    void window.setStatusBarMessage(l10n.t('The link was copied.'), 3000);
  }

  async openPage(chat: LiveChat): Promise<void> {
    const { shown } = this.app.shield;
    const { startUrl } = shown.chat(chat);
    if (startUrl === undefined) {
      void window.showInformationMessage(l10n.t('LiveChat does not know the page where this chat began.'));
      return;
    }
    await openAddress(startUrl, l10n.t('The chat began on this page.'), shown);
  }

  /**
   * Fills the form of a new ticket with requester, conversation and link. Asks before it replaces other input.
   * @returns whether the form may be opened
   */
  async draftTicket(chat: LiveChat): Promise<boolean> {
    const { drafts, session } = this.app;
    const account = accountIdOf(session.current);
    if (account === undefined) return false;
    const id = { account, subject: 'ticket.new' } as const;
    if (await drafts.get(id)) {
      const yes = l10n.t('Replace');
      const question = l10n.t('Replace the new ticket that you began?');
      const detail = l10n.t('Its form has input that was not saved.');
      if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return false;
    }
    if (!(await this.mayShow())) return false;
    const { chatId, threadId } = chat;
    const known = chat.events ? chat : this.store.get(chatId)?.chat;
    const whole =
      known?.events && known.threadId === threadId
        ? known
        : await this.store.call((api) => api.get({ chatId, threadId }));
    const customer = customerOf(chat);
    const title = l10n.t('Chat with {0}', customerName(chat));
    await drafts.keep(id, title, {
      subject: oneLine(title, 200),
      message: [conversationText(whole), chatLink(chat)].filter(Boolean).join('\n\n'),
      ...(customer?.email !== undefined && { 'requester.mail': customer.email }),
      ...(customer?.name !== undefined && { 'requester.name': customer.name }),
    });
    return true;
  }

  private nameOf(chat: LiveChat, length: number): string {
    return toastText(customerName(this.app.shield.shown.chat(chat)), length);
  }

  /** A new ticket is sent as its form shows it, so the form cannot mask what was said. */
  private async mayShow(): Promise<boolean> {
    if (!this.app.shield.isOn) return true;
    const yes = l10n.t('Continue');
    const question = l10n.t('Create a ticket with the customer’s name, address and messages?');
    const detail = l10n.t(
      'The form hides these fields until you show them, because the ticket is sent with the real values.',
    );
    return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
  }

  private async pickTag(placeholder: string, names: readonly string[]): Promise<string | undefined> {
    const items = names.map((name) => ({ label: escapeIcons(oneLine(name, 80)), value: name }));
    const title = l10n.t('Tags of the Chat');
    const result = await pickStep({ title, placeholder, back: false, items });
    return result.kind === 'done' ? result.value.value : undefined;
  }

  private async pickTarget<T>(
    title: string,
    items: Promise<readonly TargetItem<T>[]>,
  ): Promise<T | undefined> {
    const placeholder = l10n.t('Select an agent or a group');
    const result = await pickStep({ title, placeholder, back: false, items });
    return result.kind === 'done' ? result.value.target : undefined;
  }

  /** Agents who can take the chat, least busy first, then groups. */
  private async targets({ chatId }: LiveChat): Promise<readonly TargetItem<TransferTarget>[]> {
    const { agents, directory, session } = this.app;
    const [available, rows, groups] = await Promise.all([
      session.run(({ liveChats }) => liveChats?.transferAgents(chatId) ?? Promise.resolve([])),
      agents.load(),
      directory.groups(),
    ]);
    const names = new Map((rows ?? []).map((agent) => [agent.login, agentName(agent)]));
    const others = available.filter(({ login }) => !isSameAddress(login, this.store.login));
    const agentItems = others.map(({ login, activeChats }) => ({
      label: `$(account) ${escapeIcons(names.get(login) ?? oneLine(login, 80))}`,
      description: [
        escapeIcons(oneLine(login, 80)),
        activeChats === undefined ? '' : l10n.t('active chats: {0}', wholeNumber(activeChats)),
      ]
        .filter(Boolean)
        .join(' · '),
      target: { agent: login },
    }));
    const groupItems = groups.map(({ id, name }) => ({
      label: `$(organization) ${escapeIcons(oneLine(name, 80))}`,
      description: l10n.t('Group'),
      target: { group: id },
    }));
    return [...agentItems, ...groupItems];
  }
}

/** What was said, a line each. Private notes are left out, because a ticket’s first message goes to the requester. */
function conversationText(chat: LiveChat): string {
  const names = new Map(chat.users.map(({ id, name, email }) => [id, name ?? email ?? id]));
  return (chat.events ?? [])
    .filter(
      ({ content, isPrivate, authorId }) => authorId !== undefined && !isPrivate && content.kind !== 'system',
    )
    .map((event) => `${oneLine(names.get(event.authorId ?? '') ?? '', 60)}: ${messageText(event, 2000)}`)
    .join('\n');
}
