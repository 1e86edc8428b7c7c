import type { Clock } from '../../../../core/base/clock';
import type { Disposable } from '../../../../core/base/disposable';
import type { Agent } from '../../../account/agent';
import type { PlatformState } from '../../platformState';
import { visibleAgents } from '../chatStore';
import { publish } from './publish';
import { routeOn, unseat, type LeavingCause } from './router';

/** Assumed: how long LiveChat waits for an agent who has lost the connection is not documented. */
const DELAY = 60_000;

/** Moves the chats of agents who have gone. An agent who returns in time keeps them. */
export class Departures implements Disposable {
  /** Milliseconds until the chats of an agent who has lost the connection are moved. */
  delayMs = DELAY;
  private readonly pending = new Map<string, Disposable>();
  private readonly clock: Clock;

  constructor(private readonly platform: PlatformState) {
    this.clock = platform.clock;
  }

  returned({ login }: Agent): void {
    this.pending.get(login)?.dispose();
    this.pending.delete(login);
  }

  left(agent: Agent, cause: Exclude<LeavingCause, 'other' | 'deleted'>): void {
    this.returned(agent);
    if (this.soleChats(agent).length === 0) return;
    if (cause !== 'disconnected') this.move(agent, cause);
    else
      this.pending.set(
        agent.login,
        this.clock.after(this.delayMs, () => this.move(agent, cause)),
      );
  }

  dispose(): void {
    for (const timer of this.pending.values()) timer.dispose();
    this.pending.clear();
  }

  private move(agent: Agent, cause: LeavingCause): void {
    this.pending.delete(agent.login);
    for (const thread of this.soleChats(agent)) {
      const named = { id: agent.login, name: agent.name };
      unseat(thread, named);
      publish(
        this.platform,
        thread,
        [['user_removed_from_chat', { user_id: agent.login, reason: 'other' }]],
        [agent.login],
      );
      routeOn(this.platform, thread, named, cause);
    }
  }

  /** The active chats in which the customer sees this agent only. */
  private soleChats({ login }: Agent) {
    return this.platform.chats.active().filter((thread) => {
      const [first, ...others] = visibleAgents(thread);
      return first?.id === login && others.length === 0;
    });
  }
}
