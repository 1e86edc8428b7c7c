import { runToEnd } from '../scripts/workbench/childProcesses.mjs';
import { cpuSoFar, startProcess, type Child } from './support/children';
import { connections, fullStore, withHost } from './support/hosts';
import { load, type Load, type Target } from './support/load';
import { atLeast, report, rounded, type Figure } from './support/report';
import { median, sideBySide } from './support/statistics';

const names = {
  ours: 'the extension',
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
  const round = async (cpuMs: () => Promise<number>, deliver: () => Promise<Load>): Promise<Round> => {
    const before = await cpuMs();
    const found = await deliver();
    return { ...found, cpuUs: ((await cpuMs()) - before) * (1_000 / count) };
  };
  const peer = (child: Child<Target>): Promise<Round> =>
    round(
      () => cpuSoFar(child),
      () => load(child.birth, connections, count),
    );
  await runToEnd(process.execPath, ['esbuild.mjs', '--production']);
  const bare = await startProcess<Target>('peers', ['bare']);
  const fastify = await startProcess<Target>('peers', ['fastify']);
  const express = await startProcess<Target>('peers', ['express']);
  const found = await withHost('.', {}, async (host) => {
    const sides: Readonly<Record<Side, () => Promise<Round>>> = {
      ours: () =>
        round(
          () => host.extension.cpuMs(),
          () => host.deliverTickets(count, connections),
        ),
      bare: () => peer(bare),
      fastify: () => peer(fastify),
      express: () => peer(express),
    };
    await host.deliverTickets(quick ? count : fullStore, connections);
    for (const warmUp of Object.values(sides)) await warmUp();
    return await sideBySide<Side, Round>(runs, sides);
  });
  for (const child of [bare, fastify, express]) await child.stop();
  const middle = (side: Side, of: keyof Round): number => median(found[side].map((one) => one[of]));
  const figures = (Object.keys(names) as Side[]).flatMap((side): Figure[] => [
    { what: names[side], value: middle(side, 'perSecond'), unit: 'requests/s' },
    { what: `${names[side]}, p99`, value: middle(side, 'p99Ms'), unit: 'ms' },
    { what: `${names[side]}, CPU`, value: middle(side, 'cpuUs'), unit: 'µs a request' },
  ]);
  // The median of the ratios of each round: the sides of one round are moments apart, the rounds are not.
  const ratio = (side: Side): number =>
    median(found.ours.map(({ perSecond }, at) => perSecond / (found[side][at]?.perSecond ?? NaN)));
  const ahead = (side: 'fastify' | 'express') =>
    atLeast(`ahead of ${names[side]}`, ratio(side), 1, 'times its requests/s');
  return {
    title: `Webhooks acknowledged, ${connections} connections, store full`,
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
});
