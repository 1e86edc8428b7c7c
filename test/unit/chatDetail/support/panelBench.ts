import type { WebviewPanel } from 'vscode';
import { liveFormat } from '../../../../src/core/api/platform/live';
import { decodeLiveChat } from '../../../../src/core/api/platform/agentChat/liveChatShape';
import { PlatformLiveChats } from '../../../../src/core/api/platform/agentChat/liveChats';
import { createActions } from '../../../../src/core/api/platform/actions';
import { silentLog } from '../../../../src/core/base/log';
import { stateOf } from '../../../../src/core/chats/chatState';
import { openChats, type Chats } from '../../../../src/core/chats/openChats';
import type { Agent, AgentRow } from '../../../../src/core/domain/agent';
import type { LiveChatConnection } from '../../../../src/core/domain/connection';
import { KnownChats } from '../../../../src/core/events/rtm/knownChats';
import { openSession } from '../../../../src/core/events/rtm/openSession';
import { ChatPushes } from '../../../../src/core/events/service/chatPushes';
import { LiveModel } from '../../../../src/ui/chatDetail/live/liveModel';
import type { LiveChats, LivePorts } from '../../../../src/ui/chatDetail/live/liveModelPorts';
import { livePorts } from '../../../../src/ui/chatDetail/live/livePorts';
import { noShield } from '../../../../src/ui/shell/shield';
import type { App } from '../../../../src/ui/shell/app';
import { FakeClock } from '../../support/fakeClock';
import { InProcessSandbox } from './inProcessSandbox';
import { UnreliableNetwork } from './unreliableNetwork';

const account = 'platform:me';
const nothing = { dispose: () => undefined };

/** A window with the panel of one chat, connected to the sandbox by an unreliable network. */
export class PanelBench {
  readonly clock = new FakeClock();
  readonly sandbox = new InProcessSandbox(this.clock);
  readonly network = new UnreliableNetwork(this.sandbox);
  readonly chatId: string;
  /** The panel, and another one that shows the customer's view. */
  readonly panel: LiveModel;
  readonly customersPanel: LiveModel;
  readonly chats: Chats;
  private readonly live: LiveChats;
  private readonly known = new KnownChats();
  private readonly pushes = new ChatPushes({
    log: silentLog,
    hasAccount: () => true,
    broadcast: () => undefined,
  });

  private constructor() {
    const { sandbox, clock } = this;
    this.chatId = sandbox.chats.startChat({ name: 'Kim', email: 'kim@x.test', text: 'Hi' }).chatId;
    const me = { login: sandbox.me } as Agent;
    const findMe = (): Promise<AgentRow> => Promise.resolve({ kind: 'agent', agent: me, malformed: [] });
    const api = new PlatformLiveChats(createActions(this.network), findMe);
    const connection: Pick<LiveChatConnection, 'liveChats'> = { liveChats: api };
    this.chats = openChats({
      session: {
        current: {
          kind: 'signed-in',
          account: { id: account, kind: 'platform', name: 'me', login: sandbox.me },
        },
        onDidChange: () => nothing,
        // Chats use nothing else of a connection.
        run: (work) => work(connection as LiveChatConnection),
      },
      clock,
      log: silentLog,
      onDidPush: this.pushes.onDidPush,
      sendTyping: () => undefined,
      audit: { record: () => Promise.resolve() },
    });
    const { store, outgoing } = this.chats;
    this.live = {
      ...{ store, outgoing, act: () => Promise.resolve() },
      transfers: { of: () => undefined, onDidChange: () => nothing },
      listening: {
        view: { state: 'live', events: [] },
        onDidChange: () => nothing,
      },
    };
    this.panel = this.openPanel();
    this.customersPanel = this.openPanel();
  }

  static async open(): Promise<PanelBench> {
    const bench = new PanelBench();
    await bench.connect();
    await bench.settle();
    // Not before the chat is loaded.
    await bench.customersPanel.live.act('customersView');
    return bench;
  }

  /** Logs in on a new socket. */
  async connect(): Promise<void> {
    const { sandbox, clock, known, network } = this;
    await openSession({
      ...{ clock, known, log: silentLog, format: liveFormat, open: network.open },
      endpoint: { url: 'ws://127.0.0.1:1/', headers: {}, token: sandbox.tokenOf(sandbox.me), version: '3.6' },
      application: { name: 'desk', version: '1' },
      timezone: 'UTC',
      wasAccepting: true,
      onContent: () => undefined,
      onChatPush: (push) => this.pushes.add(account, push),
      onEnd: () => undefined,
      signal: new AbortController().signal,
    });
  }

  /** Runs everything that is under way and waits for no clock. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((done) => setImmediate(done));
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.settle();
  }

  /** A panel that is opened now, with what LiveChat answers now. */
  readonly fresh = (): LiveModel => {
    const { sandbox, chatId } = this;
    const chat = decodeLiveChat(sandbox.run(sandbox.me, 'get_chat', { chat_id: chatId }));
    if (!chat) throw new Error('The chat could not be read.');
    const ports: LivePorts = {
      ...this.portsOf(),
      chat: { state: stateOf(chat), failure: undefined, onDidChange: () => nothing, ...nothing },
      outgoing: {
        all: () => [],
        onDidChange: () => nothing,
        send: () => undefined,
        retry: () => undefined,
        takeBack: () => undefined,
      },
    };
    return new LiveModel({ account, chatId }, ports);
  };

  dispose(): void {
    this.panel.dispose();
    this.customersPanel.dispose();
    this.chats.dispose();
    this.pushes.dispose();
    this.sandbox.dispose();
  }

  private openPanel(): LiveModel {
    return new LiveModel({ account, chatId: this.chatId }, this.portsOf());
  }

  private portsOf(): LivePorts {
    const app: Pick<App, 'clock' | 'shield'> & Partial<Pick<App, 'drafts' | 'settings'>> = {
      clock: this.clock,
      shield: noShield,
      drafts: {
        get: () => Promise.resolve(undefined),
        lastEditAt: () => Promise.resolve(0),
        keep: () => Promise.resolve(undefined),
        onDidChange: () => nothing,
        onDidChangeStored: () => nothing,
      } as unknown as App['drafts'],
      settings: { chatSendKey: () => 'enter', onDidChange: () => nothing } as unknown as App['settings'],
    };
    const panel = { visible: true, onDidChangeViewState: () => nothing };
    return livePorts(
      app as App,
      this.live,
      { account, chatId: this.chatId },
      panel as unknown as WebviewPanel,
    );
  }
}
