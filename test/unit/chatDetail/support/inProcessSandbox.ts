import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { silentLog } from '../../../../src/core/base/log';
import type { OpenWebSocket, WebSocketEvents } from '../../../../src/core/events/rtm/openWebSocket';
import { Account } from '../../../../src/sandbox/account/account';
import { createRandom } from '../../../../src/sandbox/data/random';
import { seedAgents } from '../../../../src/sandbox/data/seedAgents';
import { perform, type Actions, type Caller } from '../../../../src/sandbox/platform/action';
import { eventActions } from '../../../../src/sandbox/platform/agentChat/actions/eventActions';
import { lifecycleActions } from '../../../../src/sandbox/platform/agentChat/actions/lifecycleActions';
import { memberActions } from '../../../../src/sandbox/platform/agentChat/actions/memberActions';
import { Files } from '../../../../src/sandbox/platform/agentChat/files';
import { listActions } from '../../../../src/sandbox/platform/agentChat/listActions';
import { SandboxChats } from '../../../../src/sandbox/platform/agentChat/sandboxChats';
import { statusActions } from '../../../../src/sandbox/platform/agentChat/statusActions';
import { PlatformState } from '../../../../src/sandbox/platform/platformState';
import { RtmHub } from '../../../../src/sandbox/platform/rtm/rtmHub';
import { RtmSession } from '../../../../src/sandbox/platform/rtm/rtmSession';
import { socketActions } from '../../../../src/sandbox/platform/rtm/socketActions';
import { CallMeter } from '../../../../src/sandbox/server/calls';
import { FaultQueue } from '../../../../src/sandbox/server/faults';
import { faultBody } from '../../../../src/sandbox/platform/platformError';
import type { FakeClock } from '../../support/fakeClock';

const version = '3.6';

/** The platform sandbox without its server: an account of three agents, whose chats only the test creates. */
export class InProcessSandbox {
  readonly platform: PlatformState;
  readonly chats: SandboxChats;
  readonly faults: FaultQueue;
  /** Logins: the person, and two colleagues. */
  readonly logins: readonly [me: string, colleague: string, other: string];
  private readonly actions: Actions;
  private readonly hub: RtmHub;
  private readonly callers: ReadonlyMap<string, Caller>;
  private readonly tokens: ReadonlyMap<string, string>;

  constructor(readonly clock: FakeClock) {
    const account = new Account(1_234_567, clock, createRandom(1), 'any', '');
    const credentials = seedAgents(account, 3, undefined);
    const platform = new PlatformState(account, clock, () => false);
    const issued = credentials.map(({ login }) => platform.tokens.issue(login, platform.region));
    const [me, colleague, other] = issued;
    if (!me || !colleague || !other) throw new Error('The sandbox has three agents.');
    this.logins = [me.login, colleague.login, other.login];
    this.tokens = new Map(
      issued.map(({ login, accountId, token }) => [
        login,
        `Basic ${Buffer.from(`${accountId}:${token}`).toString('base64')}`,
      ]),
    );
    this.callers = new Map(
      issued.flatMap(({ login, token }) => {
        const agent = account.agents.get(login);
        const known = platform.tokens.get(token);
        return agent && known ? [[login, { agent, token: known, version }] as const] : [];
      }),
    );
    this.platform = platform;
    this.chats = new SandboxChats(platform);
    this.actions = {
      ...listActions(platform),
      ...lifecycleActions(platform),
      ...memberActions(platform),
      ...eventActions(platform, new Files(clock, () => 'http://127.0.0.1/cdn')),
      ...statusActions(platform),
    };
    this.faults = new FaultQueue(clock, faultBody);
    this.hub = new RtmHub({
      ...{ platform, actions: this.actions, faults: this.faults },
      ...{ calls: new CallMeter(), log: silentLog },
    });
    this.hub.socketActions = socketActions(this.hub);
  }

  get me(): string {
    return this.logins[0];
  }

  /** Value of the `Authorization` header. */
  tokenOf(login: string): string {
    return this.tokens.get(login) ?? '';
  }

  nameOf(login: string): string {
    return this.platform.account.agents.get(login)?.name ?? '';
  }

  /** An action of an agent. Input and output pass through JSON, as over HTTP. @throws PlatformError */
  run(login: string, action: string, payload: object): unknown {
    const caller = this.callers.get(login);
    const found = this.actions[action];
    if (!caller || !found) throw new RangeError(`${login} cannot call ${action}.`);
    return copyOf(perform(found, copyOf(payload), caller) ?? {});
  }

  /** Connects a websocket of this process. @param deliver passes a message of the server on, or does not */
  connect(deliver: (text: string, pass: (text: string) => void) => void): OpenWebSocket {
    return (_endpoint, events) => {
      const server = new ServerSocket(events, deliver);
      const address = { version, region: this.platform.region };
      // The session uses no more of the socket than the double has.
      const session = new RtmSession(this.hub, server as unknown as WebSocket, address);
      this.hub.sessions.add(session);
      queueMicrotask(events.onOpen);
      return {
        send: (text) => server.emit('message', Buffer.from(text)),
        // Nothing is on its way between the two.
        pause: () => undefined,
        resume: () => undefined,
        close: () => server.terminate(),
        terminate: () => server.terminate(),
      };
    };
  }

  /** The connection is lost, as with a closed laptop. */
  cutSockets(): void {
    for (const session of [...this.hub.sessions]) session.terminate();
  }

  dispose(): void {
    this.hub.dispose();
  }
}

/** The server's end of a websocket. */
class ServerSocket extends EventEmitter {
  private isOpen = true;

  constructor(
    private readonly client: WebSocketEvents,
    private readonly deliver: (text: string, pass: (text: string) => void) => void,
  ) {
    super();
  }

  send(text: string): void {
    this.deliver(text, (passed) => {
      if (this.isOpen) this.client.onText(passed);
    });
  }

  pong(): void {
    // Nothing in the tests waits for one.
  }

  close(): void {
    this.terminate();
  }

  terminate(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.emit('close');
    this.client.onClose();
  }
}

function copyOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
