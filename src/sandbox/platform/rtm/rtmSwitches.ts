import type { DisconnectReason } from './messages';
import type { RtmHub } from './rtmHub';

/**
 * What can be made to happen to websockets. Faults of the queue reach them too: a connection as `GET` of
 * `/v3.6/agent/rtm/ws`, a request as `RTM` of `/rtm/<action>`; `/rtm/ping` stands for websocket pings as well.
 */
export class RtmSwitches {
  constructor(private readonly hub: RtmHub) {}

  /** How many sessions are logged in now. */
  get sessions(): number {
    return this.hub.users().length;
  }

  /** Ends the sessions of an agent, or of everybody, with `agent_disconnected` and this reason. */
  disconnect(reason: DisconnectReason, login?: string): void {
    this.hub.disconnect(reason, login);
  }

  /** Cuts every connection without a word, as a lost network does. */
  cut(): void {
    for (const session of [...this.hub.sessions]) session.terminate();
  }

  /** Takes access tokens only, as the documents have it. */
  refusePersonalTokens(refuse = true): void {
    this.hub.refusesPersonalTokens = refuse;
  }

  /** Connections of one agent and application; 10 at first. The oldest are evicted. */
  allowConnections(count: number): void {
    this.hub.mostConnections = count;
  }

  /** Lets every login of this agent end in accepting chats, whatever it asks for. */
  forceOnline(login: string, force = true): void {
    if (force) this.hub.presence.forced.add(login);
    else this.hub.presence.forced.delete(login);
  }
}
