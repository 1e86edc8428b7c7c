import type { ChatContent } from '../../domain/arrival';
import type { ChatRef, ReportedChat } from '../../domain/live';
import { asRecord } from '../../base/json';
import type { KnownChats } from './knownChats';
import { RtmError, type RtmSocket } from './rtmSocket';
import type { SessionOptions } from './sessionOptions';

/** Of 100 chats each: who has more of them at a time has a bigger trouble. */
const mostPages = 5;

/** A login that holds: tells of chats that begin and end. */
export class Session {
  constructor(
    private readonly socket: RtmSocket,
    /** For the session after this one. */
    readonly known: KnownChats,
    private readonly options: SessionOptions,
  ) {}

  /** Looks at once what happened since an earlier session; pushes that were missed are not sent again. */
  begin(): void {
    void this.orLog(this.reconcile());
  }

  hear(action: string, payload: unknown): void {
    const { known } = this;
    const { format } = this.options;
    if (action === 'incoming_chat') {
      const started = format.decodeStarted(payload);
      if (!started) return;
      const isNew = known.add(started.ref, started.chat);
      // One that another agent had until now has not just begun.
      const isPassedOn = asRecord(payload).transferred_from !== undefined;
      if (isNew && !isPassedOn) this.tell('chat_started', started.chat);
    } else if (action === 'chat_deactivated') {
      const ref = format.decodeEnded(payload);
      if (ref) void this.orLog(this.tellEnd(ref));
    }
  }

  /** Whether it answers: asks for one chat of the list. @throws RtmError */
  async probe(): Promise<void> {
    await this.socket.request('list_chats', { limit: 1 });
  }

  /**
   * Puts another token of the same person in, and the socket stays. A refusal ends the session as that of a login
   * does.
   * @returns whether it is in; where nobody answered, that is not known
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
    const { began, ended } = known.compare(await this.active());
    await Promise.all([
      ...began.map(async (ref) => {
        const told = await this.fetch(ref);
        if (told) this.tell('chat_started', told);
      }),
      ...ended.map((ref) => this.tellEnd(ref)),
    ]);
  }

  private async active(): Promise<readonly ChatRef[]> {
    const refs: ChatRef[] = [];
    let payload: object = { filters: { active: true, include_chats_without_threads: false }, limit: 100 };
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await this.socket.request('list_chats', payload);
      refs.push(...this.options.format.decodeActive(answer));
      const { next_page_id: next } = asRecord(answer);
      if (typeof next !== 'string') break;
      payload = { page_id: next };
    }
    return refs;
  }

  /** With its conversation where that can be had, else with what was known of it. */
  private async tellEnd(ref: ChatRef): Promise<void> {
    const { clock } = this.options;
    const remembered = this.known.remove(ref);
    const whole = await this.fetch(ref);
    const { chat, ...rest } = whole ?? remembered ?? bare(ref);
    const ended = chat.ended_timestamp ?? new Date(clock.now()).toISOString();
    this.tell('chat_ended', { ...rest, chat: { ...chat, ended_timestamp: ended } });
  }

  /** `undefined` where it may not be read any more. */
  private async fetch({ chatId, threadId }: ChatRef): Promise<ReportedChat | undefined> {
    try {
      const answer = await this.socket.request('get_chat', { chat_id: chatId, thread_id: threadId });
      return this.options.format.decodeChat(answer);
    } catch (thrown) {
      if (thrown instanceof RtmError) return undefined;
      throw thrown;
    }
  }

  private tell(kind: ChatContent['kind'], told: ReportedChat): void {
    this.options.onContent({ kind, ...told });
  }

  private async orLog(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      const what = thrown instanceof RtmError ? thrown.type : 'a fault of our own';
      this.options.log.warn(`Socket: what happened could not be looked up (${what}).`);
    }
  }
}

function bare({ threadId }: ChatRef): ReportedChat {
  const chat = { id: threadId, agents: [], groups: [], tags: [], messages: [], events: [] };
  return { chat, visitor: {}, pre_chat_survey: [] };
}
