import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { ChatContent, ReportedChat } from '../../domain/arrival';
import type { RtmEndpoint, RtmFormat } from '../../domain/rtmFormat';
import {
  multicastType,
  type ChatPush,
  type ChatRef,
  type LiveChat,
  type TypingIndicator,
} from '../../domain/liveChat';
import type { Recipients, SendOutcome } from '../../presence/presenceSender';
import { isSameAddress } from '../../domain/account';
import { asRecord } from '../../base/json';
import type { KnownChats } from './knownChats';
import type { OpenWebSocket } from './openWebSocket';
import { RtmError, type RtmSocket } from './rtmSocket';
import type { Reaction, SessionEnd } from './sessionEnd';

export interface RtmSessionOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly endpoint: RtmEndpoint;
  readonly format: RtmFormat;
  readonly application: { readonly name: string; readonly version: string };
  /** IANA name. */
  readonly timezone: string;
  /** Whether the agent accepted chats just before, on any device; `undefined` if unknown. */
  readonly wasAccepting: boolean | undefined;
  /** From an earlier session of this account, to report what happened since. */
  readonly known?: KnownChats;
  readonly onContent: (content: ChatContent) => void;
  /** Called for each push about running chats, and with a `gap` once the running chats were listed. */
  readonly onChatPush?: (push: ChatPush) => void;
  /** Ids of chats that a window has on the screen: pushes about others may come some time later. */
  readonly shownChats?: (() => Iterable<string>) | undefined;
  /** Whether to receive what other agents’ programs send to agents. */
  readonly multicasts?: boolean;
  /** Called if the person's own routing status changed, on whatever device. */
  readonly onAccepting?: (isAccepting: boolean) => void;
  /** Called once, and only after the session was open. */
  readonly onEnd: (end: SessionEnd, reaction: Reaction) => void;
  /** Cancels opening, or ends the session. */
  readonly signal: AbortSignal;
  /** `openWebSocket` by default. */
  readonly open?: OpenWebSocket;
}

/** The status of an agent to whom LiveChat routes chats. */
export const acceptingChats = 'accepting_chats';

/** The agent who has logged in. */
export interface RtmSessionSelf {
  readonly login: string | undefined;
  readonly isAccepting: boolean;
}

/** Pages of 100 chats each. */
const maxPages = 5;

/** A logged-in session that reports chats when they start and end. */
export class RtmSession {
  constructor(
    private readonly socket: RtmSocket,
    /** To be passed to the next session. */
    readonly known: KnownChats,
    private readonly options: RtmSessionOptions,
    private readonly self: RtmSessionSelf,
  ) {}

  /** Id of the agent who has logged in. */
  get login(): string | undefined {
    return this.self.login;
  }

  /** Looks up what happened since the earlier session, because missed pushes are not sent again. */
  start(): void {
    void this.logFailure(this.reconcile());
  }

  handlePush(action: string, payload: unknown): void {
    const { known } = this;
    const { format, onChatPush, onAccepting } = this.options;
    const push = onChatPush && format.decodePush(action, payload);
    // The person’s own messages come back, and those of their other machines.
    if (push && !(push.kind === 'multicast' && isSameAddress(push.by, this.login))) onChatPush(push);
    if (action === 'routing_status_set') {
      const { agent_id: agent, status } = asRecord(payload);
      if (typeof agent === 'string' && isSameAddress(agent, this.login)) {
        onAccepting?.(status === acceptingChats);
      }
    } else if (action === 'incoming_chat') {
      const started = format.decodeStarted(payload);
      if (!started) return;
      const isNew = known.add(started.ref, started.chat);
      // The chat started earlier with another agent.
      const isTransferred = asRecord(payload).transferred_from !== undefined;
      if (isNew && !isTransferred) this.emit('chat_started', started.chat);
    } else if (action === 'chat_deactivated') {
      const ref = format.decodeEnded(payload);
      if (ref) void this.logFailure(this.emitEnded(ref));
    }
  }

  /** Whether the agent accepted chats right after the login. */
  get wasAccepting(): boolean {
    return this.self.isAccepting;
  }

  /** Shows the other side that the person is typing. Resolves also if that failed. */
  async sendTyping({ chatId, isTyping, isPrivate }: TypingIndicator): Promise<void> {
    const visibility = isPrivate ? 'agents' : 'all';
    const payload = { chat_id: chatId, is_typing: isTyping, visibility };
    await this.socket.request('send_typing_indicator', payload).catch(() => undefined);
  }

  /** Sends to other agents what is not stored (LiveChat docs, Agent Chat RTM API: "Multicast"). */
  async multicast(agents: Recipients, content: object): Promise<SendOutcome> {
    try {
      await this.socket.request('multicast', { recipients: { agents }, content, type: multicastType });
      return 'sent';
    } catch (thrown) {
      if (!(thrown instanceof RtmError)) throw thrown;
      if (thrown.type === 'authorization' || thrown.type === 'missing_access') return 'refused';
      return thrown.type === 'closed' ? 'offline' : 'failed';
    }
  }

  /** Checks that the server responds. @throws RtmError */
  async probe(): Promise<void> {
    await this.socket.request('list_chats', { limit: 1 });
  }

  /**
   * Replaces the token with another one of the same agent on the open socket. If the API rejects it, the session ends
   * as after a failed login.
   * @returns whether the token was accepted; also false without a response
   */
  async renew(token: string): Promise<boolean> {
    try {
      await this.socket.request('update_session', { token });
      return true;
    } catch (thrown) {
      if (!(thrown instanceof RtmError)) throw thrown;
      const { type, region } = thrown;
      if (type !== 'no_answer' && type !== 'closed') {
        this.socket.close({ kind: 'refused', type, ...(region !== undefined && { region }) });
      }
      return false;
    }
  }

  end(): void {
    this.socket.close();
  }

  private async reconcile(): Promise<void> {
    const { known } = this;
    const active = await this.listActive();
    const { started, ended } = known.compare(active);
    await Promise.all([
      ...started.map(async (ref) => {
        const chat = await this.fetch(ref);
        if (chat) this.emit('chat_started', chat);
      }),
      ...ended.map((ref) => this.emitEnded(ref)),
    ]);
  }

  /** Also reports the gap with what was listed: in the order of the socket, which the later pushes continue. */
  private async listActive(): Promise<readonly ChatRef[]> {
    const refs: ChatRef[] = [];
    const running: LiveChat[] = [];
    let pages = 0;
    try {
      await this.listPages((response) => {
        pages += 1;
        refs.push(...this.options.format.decodeActive(response));
        running.push(...this.options.format.decodeSummaries(response));
      });
    } finally {
      // Chats may change between two pages.
      this.options.onChatPush?.({ kind: 'gap', ...(pages === 1 && { running }) });
    }
    return refs;
  }

  private async listPages(onPage: (response: unknown) => void): Promise<void> {
    let payload: object = { filters: { active: true, include_chats_without_threads: false }, limit: 100 };
    for (let page = 0; page < maxPages; page += 1) {
      const response = await this.socket.request('list_chats', payload);
      onPage(response);
      const { next_page_id: next } = asRecord(response);
      if (typeof next !== 'string') return;
      payload = { page_id: next };
    }
  }

  /** Reports the end with the fetched chat, or else with what is known from its start. */
  private async emitEnded(ref: ChatRef): Promise<void> {
    const { clock } = this.options;
    const atStart = this.known.remove(ref);
    const { chat, ...rest } = (await this.fetch(ref)) ?? atStart ?? minimalChat(ref);
    const ended = chat.ended_timestamp ?? new Date(clock.now()).toISOString();
    this.emit('chat_ended', { ...rest, chat: { ...chat, ended_timestamp: ended } });
  }

  /** `undefined` if the request fails, such as without access to the chat. */
  private async fetch({ chatId, threadId }: ChatRef): Promise<ReportedChat | undefined> {
    try {
      const response = await this.socket.request('get_chat', { chat_id: chatId, thread_id: threadId });
      return this.options.format.decodeChat(response);
    } catch (thrown) {
      if (thrown instanceof RtmError) return undefined;
      throw thrown;
    }
  }

  private emit(kind: ChatContent['kind'], chat: ReportedChat): void {
    this.options.onContent({ kind, ...chat });
  }

  private async logFailure(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      const what = thrown instanceof RtmError ? thrown.type : 'internal error';
      this.options.log.warn(`Socket: could not look up chats (${what}).`);
    }
  }
}

function minimalChat({ threadId }: ChatRef): ReportedChat {
  const chat = { id: threadId, agents: [], groups: [], tags: [], messages: [], events: [] };
  return { chat, visitor: {}, pre_chat_survey: [] };
}
