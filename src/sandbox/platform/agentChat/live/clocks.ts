import type { Disposable } from '../../../../core/base/disposable';
import type { ChatActivity, PlatformState } from '../../platformState';
import { isActive, visibleAgents, type Thread } from '../chatStore';
import { endThread } from './lifecycle';
import { postSystemMessage } from './postEvent';
import { publish, setProperties } from './publish';
import { assign, findAgent, unseat } from './router';

const MINUTE = 60_000;

/** When something happened in a chat, in epoch milliseconds. */
interface Times {
  lastMessage: number;
  /** Since when the customer waits for an answer. */
  unansweredSince: number | undefined;
}

/**
 * The time limits of the licence for chats with an agent: a chat without an answer goes to another agent, an inactive
 * one becomes idle and is archived. Limits of 0 minutes are off.
 */
export class ChatClocks implements Disposable {
  private readonly times = new Map<Thread, Times>();
  private timer: Disposable | undefined;
  private readonly subscription: Disposable;

  constructor(private readonly platform: PlatformState) {
    this.subscription = platform.activity.event((activity) => this.note(activity));
  }

  dispose(): void {
    this.subscription.dispose();
    this.timer?.dispose();
  }

  private note({ thread, kind, event }: ChatActivity): void {
    const now = this.platform.clock.now();
    if (kind === 'ended') this.times.delete(thread);
    else {
      const times = this.times.get(thread) ?? { lastMessage: now, unansweredSince: now };
      this.times.set(thread, times);
      if (kind === 'event') times.lastMessage = now;
      if (kind === 'agents') times.unansweredSince = this.isUnanswered(thread) ? now : undefined;
      if (kind === 'event' && event?.author_id === thread.customerId) times.unansweredSince ??= now;
      // Typing stops the clock as an answer does.
      else if (kind === 'typing' || (kind === 'event' && event?.visibility === 'all')) {
        times.unansweredSince = undefined;
      }
    }
    this.schedule();
  }

  private isUnanswered({ log, customerId }: Thread): boolean {
    const last = log.all().findLast(({ type, visibility }) => type === 'message' && visibility === 'all');
    return last?.author_id === customerId;
  }

  /** Must be called when the limits have changed. */
  schedule(): void {
    this.timer?.dispose();
    this.timer = undefined;
    const next = Math.min(...[...this.times].flatMap(([thread, times]) => this.deadlines(thread, times)));
    if (!Number.isFinite(next)) return;
    const { clock } = this.platform;
    this.timer = clock.after(Math.max(next - clock.now(), 0), () => {
      this.expire();
      this.schedule();
    });
  }

  /** Times at which something is due; never for a chat without an agent. */
  private deadlines(thread: Thread, { lastMessage, unansweredSince }: Times): readonly number[] {
    if (!isActive(thread) || visibleAgents(thread).length === 0) return [];
    const { transferAfterMin, inactiveAfterMin } = this.platform.timeouts;
    const after = (since: number | undefined, minutes: number): number[] =>
      since === undefined || minutes === 0 ? [] : [since + minutes * MINUTE];
    return [
      ...after(unansweredSince, transferAfterMin),
      ...after(isIdle(thread) ? undefined : lastMessage, inactiveAfterMin),
      ...after(lastMessage, this.archiveAfterMin(thread)),
    ];
  }

  private archiveAfterMin(thread: Thread): number {
    const { archiveAfterMin, archiveContinuousAfterMin } = this.platform.timeouts;
    return thread.properties.routing?.continuous === true ? archiveContinuousAfterMin : archiveAfterMin;
  }

  private expire(): void {
    const now = this.platform.clock.now();
    const { transferAfterMin, inactiveAfterMin } = this.platform.timeouts;
    const isDue = (since: number | undefined, minutes: number): boolean =>
      since !== undefined && minutes > 0 && since + minutes * MINUTE <= now;
    for (const [thread, times] of [...this.times]) {
      if (!isActive(thread) || visibleAgents(thread).length === 0) continue;
      const archiveAfter = this.archiveAfterMin(thread);
      if (isDue(times.lastMessage, archiveAfter)) {
        endThread(this.platform, thread, {
          type: 'routing.archived_inactive',
          text: 'Chat archived due to %duration% minutes of inactivity',
          variables: { duration: String(archiveAfter) },
          byRouter: true,
        });
      } else if (isDue(times.unansweredSince, transferAfterMin)) {
        times.unansweredSince = undefined;
        this.passOn(thread, transferAfterMin);
      } else if (!isIdle(thread) && isDue(times.lastMessage, inactiveAfterMin)) {
        const variables = { duration: String(inactiveAfterMin) };
        const text = 'Chat is idle due to %duration% minutes of inactivity';
        setProperties(this.platform, thread, 'routing', { idle: true });
        postSystemMessage(this.platform, thread, 'routing.idle', text, variables, 'agents');
      }
    }
  }

  /** Gives a chat to an agent who has not had it. Without one it stays. */
  private passOn(thread: Thread, minutes: number): void {
    const had = [...thread.chat.agents, ...thread.former].map(({ id }) => id);
    const next = findAgent(this.platform, thread.chat.groups, new Set(had));
    const [current] = visibleAgents(thread);
    if (!next || !current) return;
    postSystemMessage(
      this.platform,
      thread,
      'routing.assigned_inactive',
      "Chat assigned to %agent_added% because %agent_removed% hasn't replied in %duration% minutes",
      { agent_added: next.name, agent_removed: current.name, duration: String(minutes) },
    );
    for (const agent of visibleAgents(thread)) {
      unseat(thread, agent);
      publish(
        this.platform,
        thread,
        [['user_removed_from_chat', { user_id: agent.id, reason: 'inactive' }]],
        [agent.id],
      );
    }
    assign(this.platform, thread, next, 'inactive', [current]);
  }
}

function isIdle({ properties: { routing } }: Thread): boolean {
  return routing?.idle === true;
}
