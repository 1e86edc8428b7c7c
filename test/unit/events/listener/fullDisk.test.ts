import assert from 'node:assert/strict';
import type { ListenerStorage } from '../../../../src/core/events/status/checkpoint';
import { StorageError } from '../../../../src/core/storage/storageError';
import { Consents } from '../../../../src/ui/tunnels/consents';
import { MemoryStorage } from '../../listening/support/memoryStorage';
import { ListenerBench, stands } from '../support/listenerBench';

const codes = { ENOSPC: 'full', EDQUOT: 'full', EROFS: 'read-only', EACCES: 'read-only' } as const;

/** System errors as Node throws them. */
const systemError = (code: string): Error => Object.assign(new Error(code), { code });

/** A disk that can reject writes. */
class Disk {
  code: string | undefined;

  constructor(private readonly bench: ListenerBench) {}

  storage(): ListenerStorage {
    return {
      read: () => Promise.resolve(structuredClone(this.bench.stored)),
      write: (value) => {
        if (this.code !== undefined) return Promise.reject(systemError(this.code));
        this.bench.stored = structuredClone(value);
        return Promise.resolve();
      },
    };
  }
}

describe('listening while nothing can be written to disk', () => {
  let bench: ListenerBench;
  let disk: Disk;
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  beforeEach(async () => {
    rejections.length = 0;
    process.on('unhandledRejection', note);
    bench = await ListenerBench.open();
    disk = new Disk(bench);
  });
  afterEach(async () => {
    process.off('unhandledRejection', note);
    await bench.close();
    assert.deepEqual(rejections, []);
  });

  for (const [code, fault] of Object.entries(codes)) {
    it(`(${code}) registers nothing, reports it, and starts once the disk works`, async () => {
      const listener = bench.listener({ storage: disk.storage() });
      await bench.lead(listener);
      disk.code = code;
      await listener.start({ interactive: true });
      assert.deepEqual(listener.view.problem, { kind: 'storage', fault });
      assert.deepEqual(await bench.registered(), []);
      disk.code = undefined;
      listener.retry({ interactive: true });
      await stands(listener, 'live');
      await bench.onlyAddress();
      await bench.happen(() => bench.sandbox.simulator.createTicket());
    });
  }

  it('stays live if it was live, and leaves nothing behind once the disk works', async () => {
    const listener = bench.listener({ storage: disk.storage() });
    await bench.lead(listener);
    await listener.start({ interactive: true });
    await stands(listener, 'live');
    disk.code = 'ENOSPC';
    bench.clock.advance(60_000);
    await bench.happen(() => bench.sandbox.simulator.createTicket());
    assert.equal(listener.view.state, 'live');
    await listener.stop();
    assert.equal(listener.view.state, 'off');
    disk.code = undefined;
    const next = bench.listener({ storage: disk.storage() });
    await bench.lead(next);
    await next.start({ interactive: true });
    await stands(next, 'live');
    await bench.onlyAddress();
    await next.stop();
    assert.deepEqual(await bench.registered(), []);
  });

  it('responds with 503 to an event that cannot be stored, and stores it when it is resent', async () => {
    let isFull = true;
    let accepted: (() => void) | undefined;
    const arrived = new Promise<void>((resolve) => (accepted = resolve));
    const listener = await bench.live({
      accept: (arrival) => {
        if (isFull) return Promise.reject(new StorageError('full', 'ENOSPC'));
        bench.arrivals.push(arrival);
        accepted?.();
        return Promise.resolve('kept');
      },
    });
    bench.sandbox.simulator.createTicket();
    await bench.sandbox.webhooks.idle();
    const [delivery] = bench.sandbox.webhooks.deliveries;
    assert.deepEqual(delivery?.lastResult, { status: 503 });
    assert.equal(listener.view.state, 'live');
    isFull = false;
    // LiveChat retries the delivery after five seconds.
    await arrived;
    await bench.sandbox.webhooks.idle();
    assert.deepEqual([bench.arrivals.length, delivery.state], [1, 'delivered']);
  });
}).timeout(15_000);

describe('listening while the keyring is locked', () => {
  let bench: ListenerBench;
  beforeEach(async () => {
    bench = await ListenerBench.open();
  });
  afterEach(() => bench.close());

  it('registers nothing, gives the reason, and starts once the keyring is unlocked', async () => {
    let isLocked = true;
    const stored = new Map<string, string>();
    const unlessLocked = <T>(work: () => T): Promise<T> =>
      isLocked ? Promise.reject(new Error('The keyring is locked.')) : Promise.resolve(work());
    const secrets = {
      get: (key: string) => unlessLocked(() => stored.get(key)),
      store: (key: string, value: string) => unlessLocked(() => void stored.set(key, value)),
      delete: (key: string) => unlessLocked(() => void stored.delete(key)),
    };
    const listener = bench.listener({ secrets });
    await bench.lead(listener);
    await listener.start({ interactive: true });
    const failure = { code: 'server', problem: 'secrets', status: 0, reasons: [] };
    assert.deepEqual(listener.view.problem, { kind: 'livechat', failure });
    assert.deepEqual(await bench.registered(), []);
    isLocked = false;
    listener.retry({ interactive: true });
    await stands(listener, 'live');
    await bench.onlyAddress();
    assert.equal(stored.size, 1);
  });
}).timeout(15_000);

describe('a consent while nothing can be written to disk', () => {
  it('is not granted until it can be written', async () => {
    const storage = new MemoryStorage();
    const consents = new Consents(storage);
    const write = storage.write.bind(storage);
    storage.write = () => Promise.reject(systemError('ENOSPC'));
    await assert.rejects(consents.agree('anybody', 'ssh'), { code: 'ENOSPC' });
    assert.equal(consents.has('anybody'), false);
    storage.write = write;
    await consents.agree('anybody', 'ssh');
    assert.equal(consents.has('anybody'), true);
  });
});
