import { statSync } from 'node:fs';
import path from 'node:path';
import { removeTemporaryFolder, runToEnd, temporaryFolder } from '../scripts/workbench/childProcesses.mjs';
import type { MembersRequest } from './processes/teamMembers';
import { AskedProcess } from './support/askedProcess';
import { atMost, report, type Figure } from './support/report';
import { deliverToTeam } from './support/teamDelivery';
import { teamLatency } from './support/teamLatency';
import { TeamReceiver } from './support/teamReceiver';

const kB = 1_000;
const second = 1_000;

void report(async ({ quick }) => {
  await runToEnd(process.execPath, ['esbuild.mjs', '--production']);
  const bundle = statSync(path.join('dist', 'team.js')).size / kB;
  const delivered = await withReceiver((receiver) =>
    deliverToTeam(receiver, {
      ...(quick ? { processes: 2, members: 10, away: 2 } : { processes: 10, members: 50, away: 10 }),
      events: 40,
    }),
  );
  const latency = await withReceiver((receiver) =>
    teamLatency(receiver, {
      ...(quick
        ? { listeners: 2, processes: 1, subscribers: 20 }
        : { listeners: 10, processes: 7, subscribers: 70 }),
      ...(quick ? { rounds: 2, events: 10 } : { rounds: 6, events: 40 }),
    }),
  );
  const rest = await withReceiver((receiver) => atRest(receiver, quick ? 10 : 120));
  const figures: Figure[] = [
    { what: 'members', value: delivered.members, unit: '' },
    {
      what: 'from the last event until all had all, with 1 of 5 back',
      value: delivered.settledMs,
      unit: 'ms',
    },
    { what: 'POST to toast, members, p50', value: latency.member.p50, unit: 'ms' },
    { what: 'POST to toast, members, p99', value: latency.member.p99, unit: 'ms' },
    { what: 'POST to all bare subscribers, p50', value: latency.bare.p50, unit: 'ms' },
    { what: 'POST to all bare subscribers, p99', value: latency.bare.p99, unit: 'ms' },
    { what: 'those in the place of the members, p50', value: latency.instead.p50, unit: 'ms' },
    { what: 'those in the place of the members, p99', value: latency.instead.p99, unit: 'ms' },
    { what: 'members to those in their place, p50', value: latency.ratioInstead.p50, unit: 'times' },
    { what: 'members to those in their place, p99', value: latency.ratioInstead.p99, unit: 'times' },
    { what: 'member at rest, CPU', value: rest.memberPercent, unit: '% of one core' },
    { what: 'the same without a team, CPU', value: rest.alonePercent, unit: '% of one core' },
  ];
  return {
    title: 'A team over NATS: receiver, nats-server and members on loopback',
    runs: 1,
    figures,
    verdicts: [
      atMost('nothing missing at a member', delivered.missing, 0, 'events'),
      atMost('nothing shown twice', delivered.twice, 0, 'events'),
      atMost('nothing missing where latency is measured', latency.missing, 0, 'events'),
      atMost('p50 at most 1.2 times bare subscribers', latency.ratio.p50, 1.2, 'times'),
      atMost('p99 at most 1.5 times bare subscribers', latency.ratio.p99, 1.5, 'times'),
      atMost('0 calls at rest', rest.calls, 0, 'calls'),
      atMost('CPU at rest at most 0.05 % more', rest.memberPercent - rest.alonePercent, 0.05, '%'),
      atMost('bundle of the team at most 290 kB', bundle, 290, 'kB'),
    ],
  };
});

async function withReceiver<T>(measure: (receiver: TeamReceiver) => Promise<T>): Promise<T> {
  const folder = temporaryFolder('team-');
  const receiver = await TeamReceiver.start(folder);
  try {
    return await measure(receiver);
  } finally {
    await receiver.close();
    removeTemporaryFolder(folder);
  }
}

interface Rest {
  readonly memberPercent: number;
  readonly alonePercent: number;
  readonly calls: number;
}

/** A window that is a member, and one that listens to nothing, at the same time. */
async function atRest({ spec }: TeamReceiver, seconds: number): Promise<Rest> {
  const args = [JSON.stringify(spec), '1'];
  const member = await AskedProcess.start<unknown, MembersRequest>('teamMembers', args);
  const alone = await AskedProcess.start<unknown, MembersRequest>('teamMembers', args);
  try {
    await member.ask({ kind: 'join', count: 1 });
    await alone.ask({ kind: 'open', count: 1 });
    await new Promise((done) => setTimeout(done, 5 * second));
    const cost = async (one: typeof member) =>
      (await one.ask({ kind: 'cost' })) as { readonly cpuMs: number; readonly calls: number };
    const before = await Promise.all([cost(member), cost(alone)]);
    await new Promise((done) => setTimeout(done, seconds * second));
    const after = await Promise.all([cost(member), cost(alone)]);
    const percent = (index: 0 | 1): number =>
      ((after[index].cpuMs - before[index].cpuMs) / (seconds * second)) * 100;
    return { memberPercent: percent(0), alonePercent: percent(1), calls: after[0].calls };
  } finally {
    await Promise.all([member.stop(), alone.stop()]);
  }
}
