// One listener of a team's stream in a process of its own: a member of the product with its database, or a bare
// subscriber in its place. Notes when it had each event: a member when it calls for a notification.
import { systemClock, type Clock } from '../../src/core/base/clock';
import { TeamMachine } from '../../test/unit/team/support/teamMachine';
import { answerRequests } from '../support/askedProcess';
import { BareSubscriber } from '../support/bareSubscriber';
import { endWithParent, monotonicMs, notify } from '../support/children';
import { accessOf, type TeamSpec } from '../support/teamAccess';
import { pauseMs } from '../support/toasts';

export type ListenerRequest = { readonly kind: 'member' | 'bare' | 'off' } | { readonly kind: 'times' };

endWithParent();
const spec = JSON.parse(process.argv[2] ?? '') as TeamSpec;
let times: Record<string, number> = {};
const note = (id: string): void => {
  times[id] ??= monotonicMs();
};

/**
 * The pause after a notification, in which further events are gathered, ends before the next event, so that each gets its
 * own, and after the notifications of the other members: its end would hold them up, which it does not in an editor.
 */
const shortPauseMs = 60;
const clock: Clock = {
  ...systemClock,
  after: (ms, call) => systemClock.after(ms === pauseMs ? shortPauseMs : ms, call),
};
const member = new TeamMachine(accessOf(spec), {
  clock,
  onShow: (shown) => {
    if ('chatId' in shown) return;
    // After a standstill of the machine several events may be shown together.
    for (const id of shown.kind === 'one' ? [shown.arrival.eventId] : shown.eventIds) note(id);
  },
});
let bare: BareSubscriber | undefined;

async function off(): Promise<void> {
  if (member.isOpen) await member.close();
  await bare?.close();
  bare = undefined;
}

answerRequests(async (asked) => {
  const { kind } = asked as ListenerRequest;
  if (kind === 'times') {
    const found = times;
    times = {};
    return found;
  }
  await off();
  if (kind === 'member') await member.join();
  if (kind === 'bare') bare = await BareSubscriber.open(spec, note);
  return {};
});
notify({ ready: true });
