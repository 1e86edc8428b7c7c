import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { RateLedger, type LedgerOptions } from '../../../src/core/metering/rateLedger';
import { Gate, type Turn } from '../../../src/core/api/gate';
import type { ConnectOptions } from '../../../src/core/domain/connection';
import { startSandbox } from '../../../src/sandbox/sandbox';

describe('the ceiling of several windows', function () {
  this.timeout(20_000);
  let folder: string;
  let children: ChildProcess[];
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'calls-'));
    buildSync({
      entryPoints: ['ledgerProcess', 'accountProcess'].map((name) => `test/unit/metering/support/${name}.ts`),
      bundle: true,
      platform: 'node',
      target: 'node22',
      outdir: folder,
    });
  });
  after(() => rmSync(folder, { recursive: true }));
  let dir: string;
  beforeEach(() => {
    children = [];
    dir = mkdtempSync(path.join(folder, 'shared-'));
  });
  afterEach(async () => {
    await Promise.all(children.map(kill));
  });

  const kill = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  };
  const start = (name: string, birth: unknown): ChildProcess => {
    const child = fork(path.join(folder, `${name}.js`), [JSON.stringify(birth)]);
    children.push(child);
    return child;
  };
  const ledgerOptions = (more: Partial<LedgerOptions> = {}): LedgerOptions => ({
    dir,
    name: 'classic:ada',
    most: 12,
    windowMs: 1_000,
    ...more,
  });
  const busiest = (starts: readonly number[], windowMs: number): number => {
    const sorted = [...starts].sort((a, b) => a - b);
    return Math.max(
      ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + windowMs).length),
    );
  };

  it('is kept by three processes together, and used', async () => {
    const calls = 20;
    const starts: number[] = [];
    const done = [1, 2, 3].map(async () => {
      const child = start('ledgerProcess', { ...ledgerOptions(), calls });
      child.on('message', (at) => starts.push(at as number));
      await new Promise((gone) => child.once('exit', gone).once('message', () => undefined));
    });
    const begun = performance.now();
    await eventually(() => starts.length === 3 * calls);
    // 60 calls at 12 a second end in the fifth second.
    const tookMs = performance.now() - begun;
    assert.ok(tookMs < 9_000, `${tookMs} ms`);
    // What is told is a moment after what was counted.
    assert.ok(busiest(starts, 900) <= 12, `${busiest(starts, 900)} in a window`);
    await Promise.all(children.map(kill));
    await Promise.all(done);
  });

  it('waits for nobody who was killed', async () => {
    const starts: number[] = [];
    const [first, second] = [1, 2].map(() => {
      const child = start('ledgerProcess', { ...ledgerOptions(), calls: 1_000 });
      child.on('message', (at) => starts.push(at as number));
      return child;
    });
    await eventually(() => starts.length > 15);
    assert.ok(first && second);
    await kill(first);
    const before = starts.length;
    await eventually(() => starts.length > before + 20);
    assert.ok(busiest(starts, 900) <= 12);
  });

  it('holds for whole connections: the server sees no call more', async () => {
    const sandbox = await startSandbox({ tickets: 25 });
    const [owner] = sandbox.credentials;
    const birth: Omit<ConnectOptions, 'onCall'> = {
      credential: {
        account: { id: 'classic:owner', kind: 'classic', name: owner?.login ?? '' },
        secret: owner?.apiKey ?? '',
      },
      apiUrl: sandbox.url,
      callsPerMinute: 9,
      callsDir: dir,
      timeoutMs: 5_000,
    };
    for (let i = 0; i < 3; i += 1) start('accountProcess', birth);
    await eventually(() => sandbox.calls.count >= 9);
    // A window that did not know of the others would go on at once.
    await new Promise((done) => setTimeout(done, 700));
    assert.equal(sandbox.calls.count, 9);
    await Promise.all(children.map(kill));
    await sandbox.dispose();
  });

  it('counts each connection for itself', async () => {
    const ada = new RateLedger(ledgerOptions({ most: 1, windowMs: 60_000 }));
    const ben = new RateLedger(ledgerOptions({ most: 1, windowMs: 60_000, name: 'classic:ben' }));
    assert.equal(await ada.ask(), 0);
    assert.equal(await ben.ask(), 0);
    const waitMs = await ada.ask();
    assert.ok(waitMs > 59_000 && waitMs <= 60_000, `${waitMs} ms`);
    for (const name of readdirSync(dir)) assert.ok(!/ada|ben/.test(name));
  });

  it('survives lines that are torn, and files of before the machine was started anew', async () => {
    const ledger = new RateLedger(ledgerOptions({ most: 2, windowMs: 60_000 }));
    assert.equal(await ledger.ask(), 0);
    const [digest = ''] = readdirSync(dir);
    const [file = ''] = readdirSync(path.join(dir, digest));
    const at = path.join(dir, digest, file);
    const ahead = Number(process.hrtime.bigint() / 1_000_000n) + 50_000;
    writeFileSync(at, `${readFileSync(at, 'utf8')}\n${ahead}.0 other-boot\n\u0000\u0000\n12x ab\n77.5 torn`);
    const late = new RateLedger(ledgerOptions({ most: 2, windowMs: 60_000 }));
    assert.equal(await late.ask(), 0);
    assert.ok((await late.ask()) > 0);
  });

  it('stops nobody’s work where the folder cannot be used', async () => {
    const file = path.join(dir, 'a-file');
    writeFileSync(file, '');
    const gate = new Gate(100, new RateLedger(ledgerOptions({ dir: file })));
    const turn: Turn = { id: '1', priority: 'person' };
    assert.equal(await gate.run(() => Promise.resolve('done'), turn, new AbortController().signal), 'done');
    gate.dispose();
  });

  it('lets a call that has to wait be raised, cancelled and made in its turn', async () => {
    let waits = [300, 0, 0];
    const gate = new Gate(100, { ask: () => Promise.resolve(waits.shift() ?? 0) });
    const stop = new AbortController();
    const never = new AbortController().signal;
    const order: string[] = [];
    const background: Turn = { id: 'b', priority: 'background' };
    const first = gate.run(() => Promise.resolve(order.push('background')), background, never);
    const cancelled = gate.run(
      () => Promise.resolve(order.push('never')),
      { id: 'c', priority: 'person' },
      stop.signal,
    );
    stop.abort();
    await assert.rejects(cancelled, { message: 'cancelled' });
    gate.raisePriority(background);
    await first;
    assert.deepEqual(order, ['background']);
    waits = [];
    gate.dispose();
  });
});

async function eventually(isTrue: () => boolean): Promise<void> {
  const begun = Date.now();
  while (!isTrue()) {
    assert.ok(Date.now() - begun < 15_000, 'it never came true');
    await new Promise((done) => setTimeout(done, 10));
  }
}
