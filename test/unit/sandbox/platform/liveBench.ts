import assert from 'node:assert/strict';
import type { NewCustomerChat, StartedChat } from '../../../../src/sandbox/platform/agentChat/sandboxChats';
import type { TestSandboxOptions } from '../../support/testSandbox';
import type { ChatRow } from './chatShapes';
import { PlatformBench, type CallOptions, type Who } from './platformBench';

/** A sandbox with one chat of the owner, and shortcuts for the Agent Chat API. */
export class LiveBench {
  private constructor(
    readonly bench: PlatformBench,
    readonly chat: StartedChat,
  ) {}

  static async start(
    options: TestSandboxOptions = {},
    chat: (bench: PlatformBench) => NewCustomerChat = (bench) => ({
      agent: bench.credential('owner').login,
    }),
  ): Promise<LiveBench> {
    const bench = await PlatformBench.start(options);
    return new LiveBench(bench, bench.sandbox.chats.startChat({ name: 'Kim', text: 'Hi', ...chat(bench) }));
  }

  get chats() {
    return this.bench.sandbox.chats;
  }

  login(who: Who): string {
    return this.bench.credential(who).login;
  }

  done<T = Record<string, unknown>>(
    name: string,
    json: object,
    who: CallOptions['who'] = 'owner',
  ): Promise<T> {
    return this.bench.done<T>(`agent/${name}`, json, { who });
  }

  /** The type of the error. */
  async refused(name: string, json: object, who: CallOptions['who'] = 'owner'): Promise<string> {
    return (await this.bench.refused(`agent/${name}`, json, { who })).type;
  }

  /** The chat as an agent gets it. */
  get(who: CallOptions['who'] = 'owner', chatId = this.chat.chatId): Promise<ChatRow> {
    return this.done('get_chat', { chat_id: chatId }, who);
  }

  async send(event: object, who: Who = 'owner'): Promise<string> {
    const json = { chat_id: this.chat.chatId, event: { type: 'message', text: 'Hello', ...event } };
    const { event_id: id } = await this.done<{ event_id: string }>('send_event', json, who);
    assert.match(id, /_\d+$/);
    return id;
  }

  join(who: Who, visibility: 'all' | 'agents' = 'all'): Promise<unknown> {
    const json = {
      ...{ chat_id: this.chat.chatId, user_id: this.login(who), user_type: 'agent', visibility },
      ignore_requester_presence: true,
    };
    return this.done('add_user_to_chat', json, who);
  }

  /** Texts of what the customer sees. */
  seenTexts(chatId = this.chat.chatId): readonly unknown[] {
    return this.chats.customerView(chatId).events.map(({ text }) => text);
  }
}
