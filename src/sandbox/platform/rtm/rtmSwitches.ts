import type { DisconnectReason } from './messages';
import type { RtmHub } from './rtmHub';

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

  /** Accepts OAuth access tokens only, as documented. */
  refusePersonalTokens(refuse = true): void {
    this.hub.refusesPersonalTokens = refuse;
  }

  /** Limits the connections per agent and application; initially 10. The oldest are evicted. */
  allowConnections(count: number): void {
    this.hub.maxConnections = count;
  }

  /** Makes this agent accept chats after every login, regardless of the request. */
  forceOnline(login: string, force = true): void {
    if (force) this.hub.presence.forced.add(login);
    else this.hub.presence.forced.delete(login);
  }
}
