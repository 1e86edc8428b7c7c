import type { Agent } from '../account/agent';
import type { OAuth } from './accounts/oauth';
import type { ChatClocks } from './agentChat/live/clocks';
import type { Departures } from './agentChat/live/departures';
import type { HelpDesk } from './helpdesk/helpDesk';
import type { DisconnectReason } from './rtm/messages';
import type { PushFault } from './rtm/pushFaults';
import type { RtmHub } from './rtm/rtmHub';
import type { PlatformCredential } from './tokens';
import type {
  Client,
  PlatformState,
  Product,
  Region,
  Routing,
  Timeouts,
  VersionState,
} from './platformState';

/** Changes to the platform that tests can trigger. */
export class Switches {
  constructor(
    private readonly platform: PlatformState,
    private readonly helpDesk: HelpDesk,
    private readonly hub: RtmHub,
    private readonly oauth: OAuth,
    private readonly departures: Departures,
    private readonly clocks: ChatClocks,
  ) {}

  /** Moves the licence to a region. v3 requests for another region are misdirected from now on. */
  moveTo(region: Region): void {
    this.platform.region = region;
  }

  /** Delays the visibility of changed agents and groups in the Configuration API; 0 ms initially. */
  staleReads(ms: number): void {
    this.platform.staleReads.ms = ms;
  }

  /** Changes the state of a version of the v3 APIs, or removes it. @param version such as `3.6` */
  setVersion(version: string, state: VersionState | 'gone'): void {
    if (state === 'gone') this.platform.versions.delete(version);
    else this.platform.versions.set(version, state);
  }

  setLicense(license: 'active' | 'expired'): void {
    this.platform.license = license;
  }

  /** Sets the installed products. Without HelpDesk its API responds with 403 (inferred). */
  setProducts(products: readonly Product[]): void {
    this.platform.products = products;
  }

  /** Sets the agent who grants access on the authorization page; initially the owner. */
  consentAs(login: string): void {
    this.platform.consentLogin = login;
  }

  /** Sets the number of HelpDesk seats. Further invitations fail. */
  setHelpdeskSeats(seats: number): void {
    this.helpDesk.seats = seats;
  }

  /** Names lists of chats as v3.7 does, `chats_info` with `last_thread_info`, in every version. */
  useNewNames(on = true): void {
    this.platform.hasNewNames = on;
  }

  /** Changes how the router gives chats to agents; initially automatic, with queues. */
  setRouting(routing: Partial<Routing>): void {
    Object.assign(this.platform.routing, routing);
  }

  /** Sets time limits for chats; initially all off. */
  setTimeouts(timeouts: Partial<Timeouts>): void {
    Object.assign(this.platform.timeouts, timeouts);
    this.clocks.schedule();
  }

  /** Sets how long LiveChat waits before it moves the chats of a disconnected agent; 60,000 ms initially. */
  moveChatsAfter(delayMs: number): void {
    this.departures.delayMs = delayMs;
  }

  /** Issues a personal access token with these scopes. @param region its prefix, `dal` by default */
  issueToken(login: string, scopes?: readonly string[], region = 'dal'): PlatformCredential {
    return this.platform.tokens.issue(login, region, scopes);
  }

  /** Revokes a token and closes the websockets that use it. Other tokens of the agent stay valid. */
  revokeToken(token: string): void {
    this.platform.tokens.delete(token);
    this.hub.disconnectToken(token, 'access_token_revoked');
  }

  /** Revokes all tokens of an application and closes its websockets. */
  withdrawGrants(clientId: string): void {
    for (const token of this.oauth.withdraw(clientId)) {
      this.hub.disconnectToken(token, 'access_token_revoked');
    }
  }

  /** Registers an application. Without a secret it is public and must use PKCE. */
  registerClient(redirectUris: readonly string[], secret?: string): Client {
    return this.platform.addClient(redirectUris, secret);
  }

  /** Expires all access tokens. Refresh tokens stay valid. */
  expireAccessTokens(): void {
    this.platform.tokens.expireAccessTokens();
    for (const { user } of this.hub.users()) {
      if (user?.token.kind === 'access') this.hub.disconnectToken(user.token.value, 'access_token_expired');
    }
  }

  /** Approves an agent, which the API allows only with private scopes. */
  approve(login: string): void {
    const agent = this.find(login);
    agent.awaitingApproval = false;
    this.platform.account.emit({ type: 'agent_approved', agent });
  }

  suspend(login: string): void {
    const agent = this.find(login);
    agent.suspended = true;
    agent.status = 'offline';
    this.platform.account.emit({ type: 'agent_suspended', agent });
  }

  unsuspend(login: string): void {
    const agent = this.find(login);
    agent.suspended = false;
    this.platform.account.emit({ type: 'agent_unsuspended', agent });
  }

  private find(login: string): Agent {
    const agent = this.platform.account.agents.get(login);
    if (!agent) throw new RangeError(`Unknown agent: ${login}`);
    return agent;
  }
}

/**
 * Changes to websockets that tests can trigger. Faults apply to them too: to a connection as `GET /v3.6/agent/rtm/ws`,
 * to a request as `RTM /rtm/<action>`, and to websocket pings as `RTM /rtm/ping`.
 */
export class RtmSwitches {
  constructor(private readonly hub: RtmHub) {}

  /** Number of logged-in sessions. */
  get sessions(): number {
    return this.hub.users().length;
  }

  /** Disconnects the sessions of an agent, or all sessions, with `agent_disconnected`. */
  disconnect(reason: DisconnectReason, login?: string): void {
    this.hub.disconnect(reason, login);
  }

  /** Destroys all sockets without a close frame, like a network failure. */
  cut(): void {
    for (const session of [...this.hub.sessions]) session.terminate();
  }

  /** Appends a fault to the queue of those that pushes take. Each push takes at most one, the first that matches. */
  nextPush(fault: PushFault): void {
    this.hub.pushFaults.next(fault);
  }

  /** Accepts OAuth access tokens only, as documented. */
  refusePersonalTokens(refuse = true): void {
    this.hub.refusesPersonalTokens = refuse;
  }

  /** Limits the connections per agent and application; initially 10. The oldest are evicted. */
  allowConnections(count: number): void {
    this.hub.maxConnections = count;
  }

  /** Limits the agents who can be logged in. Others get `seats_limit_exceeded`; without a number there is no limit. */
  limitSeats(count = Infinity): void {
    this.hub.seats = count;
  }

  /** Whether an agent who is away in all clients stops accepting chats; initially off. */
  setAutoAway(on = true): void {
    this.hub.hasAutoAway = on;
  }

  /** Makes this agent accept chats after every login, regardless of the request. */
  forceOnline(login: string, force = true): void {
    if (force) this.hub.presence.forced.add(login);
    else this.hub.presence.forced.delete(login);
  }
}
