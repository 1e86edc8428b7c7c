import { rmSync } from 'node:fs';
import { cpuSoFar, startProcess, type Child } from './support/children';
import { load, type Load, type Target } from './support/load';
import { atLeast, report, rounded, type Figure } from './support/report';
import { median, sideBySide } from './support/statistics';

const connections = 32;
const names = {
  ours: 'receiver and event store',
  bare: 'bare node:http',
  fastify: 'Fastify',
  express: 'Express',
} as const;

type Side = keyof typeof names;

interface Round extends Load {
  /** CPU time of the server for one request, in microseconds: a busy machine changes it less than the rate. */
  readonly cpuUs: number;
}

void report(async ({ quick }) => {
  const runs = quick ? 3 : 9;
  const count = quick ? 1_500 : 5_000;
  const ours = await startProcess<Target & { readonly dir: string }>('receiving');
  const [bare, fastify, express] = await Promise.all(
    ['bare', 'fastify', 'express'].map((kind) => startProcess<Target>('peers', [kind])),
  );
  if (!bare || !fastify || !express) throw new Error('A peer is missing.');
  const all = { ours, bare, fastify, express };
  const measure = async (child: Child<Target>): Promise<Round> => {
    const before = await cpuSoFar(child);
    const found = await load(child.birth, connections, count);
    return { ...found, cpuUs: ((await cpuSoFar(child)) - before) * (1_000 / count) };
  };
  try {
    for (const child of Object.values(all)) await measure(child);
    const found = await sideBySide<Side, Round>(runs, {
      ours: () => measure(ours),
      bare: () => measure(bare),
      fastify: () => measure(fastify),
      express: () => measure(express),
    });
    const middle = (side: Side, of: keyof Round): number => median(found[side].map((round) => round[of]));
    const figures = (Object.keys(names) as Side[]).flatMap((side): Figure[] => [
      { what: names[side], value: middle(side, 'perSecond'), unit: 'requests/s' },
      { what: `${names[side]}, p99`, value: middle(side, 'p99Ms'), unit: 'ms' },
      { what: `${names[side]}, CPU`, value: middle(side, 'cpuUs'), unit: 'µs a request' },
    ]);
    // The median of the ratios of each round: the sides of one round are moments apart, the rounds are not.
    const ratio = (side: Side): number =>
      median(found.ours.map(({ perSecond }, round) => perSecond / (found[side][round]?.perSecond ?? NaN)));
    const ahead = (side: 'fastify' | 'express') =>
      atLeast(`ahead of ${names[side]}`, ratio(side), 1, 'times its requests/s');
    return {
      title: `Webhooks acknowledged, ${connections} connections, events stored`,
      runs,
      figures,
      verdicts: [
        atLeast('0.7 of bare node:http', ratio('bare'), 0.7, 'of it'),
        ahead('fastify'),
        ahead('express'),
        {
          target: 'p99 no worse than Express',
          measured: `${rounded(middle('ours', 'p99Ms'))} ms beside ${rounded(middle('express', 'p99Ms'))} ms`,
          met: middle('ours', 'p99Ms') <= middle('express', 'p99Ms'),
        },
      ],
    };
  } finally {
    for (const child of Object.values(all)) await child.stop();
    rmSync(ours.birth.dir, { recursive: true, force: true });
  }
});
