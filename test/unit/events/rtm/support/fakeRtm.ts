import { silentLog } from '../../../../../src/core/base/log';
import { liveFormat } from '../../../../../src/core/api/platform/live';
import type { ChatContent } from '../../../../../src/core/domain/arrival';
import type { ChatPush } from '../../../../../src/core/domain/liveChat';
import { openSession, type OpenSessionResult } from '../../../../../src/core/events/rtm/openSession';
import type { Reaction, SessionEnd } from '../../../../../src/core/events/rtm/sessionEnd';
import type { RtmSessionOptions } from '../../../../../src/core/events/rtm/rtmSession';
import type { OpenWebSocket, WebSocketEvents } from '../../../../../src/core/events/rtm/openWebSocket';
import { FakeClock } from '../../../support/fakeClock';

export interface RtmRequest {
  readonly request_id?: string;
  readonly action: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Returns the payload of the response, or `undefined` for no response. */
type Reply = (sent: RtmRequest) => unknown;

/** A fake RTM server behind a fake websocket, on a fake clock. */
export class FakeRtm {
  readonly clock = new FakeClock();
  readonly requests: RtmRequest[] = [];
  readonly content: ChatContent[] = [];
  readonly chatPushes: ChatPush[] = [];
  readonly accepting: boolean[] = [];
  readonly ends: { end: SessionEnd; reaction: Reaction }[] = [];
  readonly replies = new Map<string, Reply>();
  readonly controller = new AbortController();
  status = 'not_accepting_chats';
  closed: 'closed' | 'terminated' | undefined;
  opens = true;
  isPaused = false;
  private events: WebSocketEvents | undefined;

  constructor() {
    this.replies.set('login', () => ({ my_profile: { id: 'ada@shop.test', routing_status: this.status } }));
    this.replies.set('list_chats', () => ({ chats_summary: [] }));
    this.replies.set('set_routing_status', () => ({}));
    this.replies.set('logout', () => ({}));
  }

  readonly open: OpenWebSocket = (_endpoint, events) => {
    this.events = events;
    this.closed = undefined;
    if (this.opens) queueMicrotask(events.onOpen);
    return {
      send: (text) => this.receive(JSON.parse(text) as RtmRequest),
      pause: () => (this.isPaused = true),
      resume: () => (this.isPaused = false),
      close: () => (this.closed = 'closed'),
      terminate: () => (this.closed = 'terminated'),
    };
  };

  session(
    options: Partial<Pick<RtmSessionOptions, 'known' | 'wasAccepting' | 'multicasts' | 'shownChats'>> = {},
  ): Promise<OpenSessionResult> {
    return openSession({
      clock: this.clock,
      log: silentLog,
      endpoint: { url: 'ws://127.0.0.1:1/', headers: {}, token: 'Basic c2VjcmV0', version: '3.6' },
      format: liveFormat,
      application: { name: 'desk', version: '1' },
      timezone: 'Europe/Warsaw',
      wasAccepting: undefined,
      onContent: (content) => this.content.push(content),
      onChatPush: (push) => this.chatPushes.push(push),
      onAccepting: (isAccepting) => this.accepting.push(isAccepting),
      onEnd: (end, reaction) => this.ends.push({ end, reaction }),
      signal: this.controller.signal,
      open: this.open,
      ...options,
    });
  }

  push(action: string, payload: unknown): void {
    this.text(JSON.stringify({ version: '3.6', action, type: 'push', payload }));
  }

  text(text: string): void {
    this.events?.onText(text);
  }

  closeSocket(): void {
    this.events?.onClose();
  }

  requestsOf(action: string): RtmRequest[] {
    return this.requests.filter((one) => one.action === action);
  }

  respond({ request_id, action }: RtmRequest, payload: unknown, success = true): void {
    this.text(JSON.stringify({ request_id, action, type: 'response', success, payload }));
  }

  /** Rejects every request of this action. */
  reject(action: string, type: string, data?: object): void {
    this.replies.set(action, (sent) => {
      this.respond(sent, { error: { type, message: type, ...(data && { data }) } }, false);
    });
  }

  /** Runs all pending microtasks. */
  async flush(): Promise<void> {
    for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
  }

  private receive(sent: RtmRequest): void {
    this.requests.push(sent);
    queueMicrotask(() => {
      const payload = this.replies.get(sent.action)?.(sent);
      if (payload !== undefined) this.respond(sent, payload);
    });
  }
}

export function chat(id: string, active = true) {
  const say = (n: number, more: object) => ({
    id: String(n),
    type: 'message',
    created_at: `2026-05-07T07:11:3${n}.000000Z`,
    ...more,
  });
  return {
    id: `chat-${id}`,
    users: [
      { id: 'c1', type: 'customer', name: 'Kim', email: 'kim@mail.test' },
      { id: 'ada@shop.test', type: 'agent', name: 'Ada', email: 'ada@shop.test' },
    ],
    access: { group_ids: [0] },
    thread: {
      id: `thread-${id}`,
      active,
      created_at: '2026-05-07T07:11:28.288340Z',
      user_ids: ['c1', 'ada@shop.test'],
      tags: ['sales'],
      events: [
        say(1, { text: 'Hi', author_id: 'c1', visibility: 'all' }),
        say(2, { text: 'Psst', author_id: 'ada@shop.test', visibility: 'agents' }),
      ],
    },
  };
}

export function summary(id: string) {
  return { id: `chat-${id}`, last_thread_summary: { id: `thread-${id}`, active: true } };
}
