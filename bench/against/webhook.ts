import { startProcess } from '../support/children';
import { compare, ofBoth, row, type BySide, type Side } from '../support/comparison';
import { connections, fullStore, withHostPair } from '../support/hosts';
import type { ListeningHost } from '../support/listeningHost';
import { load, type Load, type Target } from '../support/load';
import { median, sideBySide } from '../support/statistics';

type Peer = 'bare' | 'express' | 'storing';

/** Longer than a build puts off what it does once it is quiet: that must not run beside the next one. */
const settleMs = 5_000;

async function burst(host: ListeningHost, count: number): Promise<Load> {
  const found = await host.deliverTickets(count, connections);
  await new Promise((done) => setTimeout(done, settleMs));
  return found;
}

void compare(async ({ builds, quick }) => {
  const runs = quick ? 3 : 15;
  const count = quick ? 1_500 : 5_000;
  const bare = await startProcess<Target>('peers', ['bare']);
  const express = await startProcess<Target>('peers', ['express']);
  const storing = await startProcess<Target>('peers', ['expressAndSqlite']);
  const peer = ({ birth }: { readonly birth: Target }) => load(birth, connections, count);
  try {
    const found = await withHostPair(builds, {}, async (hosts) => {
      await ofBoth((side) => hosts[side].deliverTickets(quick ? count : fullStore, connections));
      await peer(bare);
      await peer(express);
      await peer(storing);
      return await sideBySide<Side | Peer, Load>(runs, {
        other: () => burst(hosts.other, count),
        here: () => burst(hosts.here, count),
        bare: () => peer(bare),
        express: () => peer(express),
        storing: () => peer(storing),
      });
    });
    const each = (valueOf: (side: Side, round: number) => number): BySide<number[]> => ({
      other: found.other.map((_, round) => valueOf('other', round)),
      here: found.here.map((_, round) => valueOf('here', round)),
    });
    const over = (key: keyof Load, beside: Peer) =>
      each((side, round) => (found[side][round]?.[key] ?? NaN) / (found[beside][round]?.[key] ?? NaN));
    const middle = (side: Peer, key: keyof Load) => median(found[side].map((one) => one[key]));
    return {
      title: `Webhooks acknowledged, ${connections} connections, store full`,
      runs,
      rows: [
        row(
          'rate',
          'requests/s',
          each((side, round) => found[side][round]?.perSecond ?? NaN),
          {
            ratioAtLeast: 0.85,
          },
        ),
        row('rate over bare node:http', '', over('perSecond', 'bare')),
        row('rate over Express', '', over('perSecond', 'express')),
        row(
          'p99',
          'ms',
          each((side, round) => found[side][round]?.p99Ms ?? NaN),
        ),
        row('p99 over Express', '', over('p99Ms', 'express'), { atMost: 1 }),
        row('p99 over Express that stores', '', over('p99Ms', 'storing')),
      ],
      figures: [
        { what: 'bare node:http', value: middle('bare', 'perSecond'), unit: 'requests/s' },
        { what: 'bare node:http, p99', value: middle('bare', 'p99Ms'), unit: 'ms' },
        { what: 'Express', value: middle('express', 'perSecond'), unit: 'requests/s' },
        { what: 'Express, p99', value: middle('express', 'p99Ms'), unit: 'ms' },
        { what: 'Express that stores', value: middle('storing', 'perSecond'), unit: 'requests/s' },
        { what: 'Express that stores, p99', value: middle('storing', 'p99Ms'), unit: 'ms' },
      ],
    };
  } finally {
    await bare.stop();
    await express.stop();
    await storing.stop();
  }
});
