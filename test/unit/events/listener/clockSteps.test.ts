import assert from 'node:assert/strict';
import type { Listener, ListenerOptions } from '../../../../src/core/events/listener/listener';
import { FakeRtm } from '../rtm/support/fakeRtm';
import { ListenerBench } from '../support/listenerBench';
import { listenerOver } from '../support/socketBench';
import type { FakeClock } from '../../support/fakeClock';

const hourMs = 60 * 60_000;

interface Window {
  readonly clock: FakeClock;
  open(parts: Pick<ListenerOptions, 'serverTime' | 'catchUp' | 'storage'>): Listener;
  close(): Promise<void>;
}

const transports: Readonly<Record<string, () => Promise<Window>>> = {
  webhooks: async () => {
    const bench = await ListenerBench.open();
    return {
      clock: bench.clock,
      open: (parts) => bench.listener(parts),
      close: () => bench.close(),
    };
  },
  socket: () => {
    const rtm = new FakeRtm();
    const listeners: Listener[] = [];
    return Promise.resolve({
      clock: rtm.clock,
      open: (parts) => {
        const listener = listenerOver(rtm, parts);
        listeners.push(listener);
        return listener;
      },
      close: async () => {
        for (const listener of listeners) await listener.dispose(true);
      },
    });
  },
};

for (const [transport, openWindow] of Object.entries(transports)) {
  describe(`setting this machine’s clock while not listening through ${transport}`, () => {
    let window: Window;
    let stored: unknown;
    let caughtUp: number[];
    /** How far this machine's clock was set forward. */
    let set: number;
    const livechatNow = (): number => window.clock.now() - set + 90_000;

    beforeEach(async () => {
      [stored, caughtUp, set] = [undefined, [], 0];
      window = await openWindow();
    });
    afterEach(() => window.close());

    const live = async (): Promise<Listener> => {
      const listener = window.open({
        serverTime: livechatNow,
        catchUp: (since) => Promise.resolve(caughtUp.push(since)),
        storage: {
          read: () => Promise.resolve(structuredClone(stored)),
          write: (value) => Promise.resolve(void (stored = structuredClone(value))),
        },
      });
      listener.setRole('leader');
      assert.equal((await listener.start({ interactive: true })).state, 'live');
      return listener;
    };

    for (const [direction, ms] of [
      ['back', -3 * hourMs],
      ['forward', 3 * hourMs],
    ] as const) {
      for (const isRestart of [false, true]) {
        const when = isRestart ? 'in an editor that was closed' : 'in a window that stopped leading';
        it(`${direction} by hours ${when} misses no event and fetches none from before`, async () => {
          const before = await live();
          const begun = livechatNow();
          if (isRestart) await before.dispose(false);
          else before.setRole('follower');
          window.clock.advance(hourMs);
          window.clock.setBack(-ms);
          set = ms;
          window.clock.advance(hourMs);
          if (isRestart) await live();
          else {
            before.setRole('leader');
            assert.equal((await before.start({ interactive: true })).state, 'live');
          }
          assert.deepEqual(caughtUp, [begun]);
        });
      }
    }
  }).timeout(15_000);
}
