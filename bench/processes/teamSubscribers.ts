// Bare subscribers of a team's stream, several in a process. Each notes when it had an event.
import { answerRequests } from '../support/askedProcess';
import { BareSubscriber } from '../support/bareSubscriber';
import { endWithParent, monotonicMs, notify } from '../support/children';
import type { TeamSpec } from '../support/teamAccess';

/** The ids of events that the answer has, see `times`. */
export type SubscribersRequest = readonly string[];

endWithParent();
const [, , spec = '', count = ''] = process.argv;
let times = new Map<string, number[]>();
for (let index = 0; index < Number(count); index += 1) {
  await BareSubscriber.open(JSON.parse(spec) as TeamSpec, (id) => {
    const noted = times.get(id) ?? [];
    times.set(id, [...noted, monotonicMs()]);
  });
}
/** When each subscriber had each event; what was noted is forgotten. */
answerRequests((asked) => {
  const found = (asked as SubscribersRequest).map((id) => times.get(id) ?? []);
  times = new Map();
  return found;
});
notify({ ready: true });
