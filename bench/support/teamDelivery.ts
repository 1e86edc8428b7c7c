import { AskedProcess } from './askedProcess';
import type { TeamReceiver } from './teamReceiver';
import type { MembersCounts, MembersRequest } from '../processes/teamMembers';

export interface DeliveryScale {
  readonly processes: number;
  /** Members in each process. */
  readonly members: number;
  /** Those of each process that are closed before the events, and opened again after them. */
  readonly away: number;
  readonly events: number;
}

export interface DeliveryResult extends MembersCounts {
  readonly members: number;
  /** From the last event to the last notification, with all that were away back. */
  readonly settledMs: number;
}

type Members = AskedProcess<unknown, MembersRequest>;
const settleMs = 180_000;
const lookMs = 500;
const betweenMs = 50;
const downMs = 1_000;

/** Events for many members while some are away and the server is killed twice. */
export async function deliverToTeam(
  receiver: TeamReceiver,
  { processes, members, away, events }: DeliveryScale,
): Promise<DeliveryResult> {
  const args = [JSON.stringify(receiver.spec), String(members)];
  const all: Members[] = [];
  try {
    for (let index = 0; index < processes; index += 1) {
      all.push(await AskedProcess.start<unknown, MembersRequest>('teamMembers', args));
    }
    await Promise.all(all.map((one) => one.ask({ kind: 'join', count: members })));
    await settled(all, [], processes * members);
    await Promise.all(all.map((one) => one.ask({ kind: 'close', count: away })));
    const ids: string[] = [];
    const kills = [Math.floor(events * 0.3), Math.floor(events * 0.7)];
    let restarting: Promise<void> = Promise.resolve();
    const sender = await receiver.sender();
    for (let index = 0; index < events; index += 1) {
      if (kills.includes(index)) {
        await restarting;
        restarting = receiver.restartServer(downMs);
      }
      ids.push(await receiver.deliver(sender, `${process.pid}-${index}`));
      await new Promise((done) => setTimeout(done, betweenMs));
    }
    sender.close();
    await restarting;
    await receiver.published();
    const begun = performance.now();
    await Promise.all(all.map((one) => one.ask({ kind: 'join', count: away })));
    const found = await settled(all, ids, processes * members);
    return { ...found, members: processes * members, settledMs: performance.now() - begun };
  } finally {
    await Promise.all(all.map((one) => one.stop()));
  }
}

/** Waits until all are live and nothing is missing; gives what is the case then, or after the limit. */
async function settled(
  all: readonly Members[],
  expected: readonly string[],
  members: number,
): Promise<MembersCounts> {
  const deadline = performance.now() + settleMs;
  for (;;) {
    const counts = (await Promise.all(
      all.map((one) => one.ask({ kind: 'counts', expected })),
    )) as readonly MembersCounts[];
    const sum = (of: keyof MembersCounts): number => counts.reduce((total, one) => total + one[of], 0);
    const found = { live: sum('live'), missing: sum('missing'), twice: sum('twice') };
    if (found.live === members && found.missing === 0) return found;
    if (performance.now() > deadline) return found;
    await new Promise((done) => setTimeout(done, lookMs));
  }
}
