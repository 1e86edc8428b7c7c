import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import type { ChatContent } from '../../domain/arrival';
import type { LiveFormat, ReportedChat, RtmEndpoint } from '../../domain/live';
import type { ChatRef } from '../../domain/liveChat';
import { asRecord } from '../../base/json';
import type { KnownChats } from './knownChats';
import type { OpenWebSocket } from './openWebSocket';
import { RtmError, type RtmSocket } from './rtmSocket';
import type { Reaction, SessionEnd } from './sessionEnd';

export interface SessionOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly endpoint: RtmEndpoint;
  readonly format: LiveFormat;
  readonly application: { readonly name: string; readonly version: string };
  /** IANA name. */
  readonly timezone: string;
  /** Whether the agent accepted chats just before, on any device; `undefined` if unknown. */
  readonly wasAccepting: boolean | undefined;
  /** From an earlier session of this account, to report what happened since. */
  readonly known?: KnownChats;
  readonly onContent: (content: ChatContent) => void;
  /** Called once, and only after the session was open. */
  readonly onEnd: (end: SessionEnd, reaction: Reaction) => void;
  /** Cancels opening, or ends the session. */
  readonly signal: AbortSignal;
  /** `openWebSocket` by default. */
  readonly open?: OpenWebSocket;
}

/** Pages of 100 chats each. */
const maxPages = 5;

/** A logged-in session that reports chats when they start and end. */
export class Session {
  constructor(
    private readonly socket: RtmSocket,
    /** To be passed to the next session. */
    readonly known: KnownChats,
    private readonly options: SessionOptions,
  ) {}

  /** Looks up what happened since the earlier session, because missed pushes are not sent again. */
  start(): void {
    void this.logFailure(this.reconcile());
  }

  handlePush(action: string, payload: unknown): void {
    const { known } = this;
    const { format } = this.options;
    if (action === 'incoming_chat') {
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
    const { started, ended } = known.compare(await this.listActive());
    await Promise.all([
      ...started.map(async (ref) => {
        const chat = await this.fetch(ref);
        if (chat) this.emit('chat_started', chat);
      }),
      ...ended.map((ref) => this.emitEnded(ref)),
    ]);
  }

  private async listActive(): Promise<readonly ChatRef[]> {
    const refs: ChatRef[] = [];
    let payload: object = { filters: { active: true, include_chats_without_threads: false }, limit: 100 };
    for (let page = 0; page < maxPages; page += 1) {
      const response = await this.socket.request('list_chats', payload);
      refs.push(...this.options.format.decodeActive(response));
      const { next_page_id: next } = asRecord(response);
      if (typeof next !== 'string') break;
      payload = { page_id: next };
    }
    return refs;
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
