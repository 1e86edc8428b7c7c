import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { journalCodeOf, journalErrorOf } from '../../../../src/core/events/journal/journalError';
import { readJournal } from '../../../../src/core/events/journal/readJournal';
import { SegmentWriter } from '../../../../src/core/events/journal/segmentWriter';
import { notingLog } from '../receiver/support/receiverBench';
import { allIds, JournalBench, largeArrival, ticketArrival } from './support/journalBench';

const day = 24 * 3_600_000;

describe('the journal’s files', () => {
  let bench: JournalBench;
  beforeEach(() => {
    bench = new JournalBench();
  });
  afterEach(() => bench.dispose());

  const files = (): string[] => readdirSync(bench.dir).filter((name) => name.endsWith('.jsonl'));
  const fileAt = (index: number): string => path.join(bench.dir, files()[index]!);
  const bytes = (): number =>
    files().reduce((sum, name) => sum + statSync(path.join(bench.dir, name)).size, 0);

  it('share a write where events come together', async () => {
    const journal = await bench.start();
    const all = Array.from({ length: 500 }, (_, index) => journal.accept(ticketArrival(String(index))));
    assert.deepEqual(new Set(await Promise.all(all)), new Set(['kept']));
    assert.equal((await allIds(journal)).length, 500);
    const lines = readFileSync(fileAt(0), 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 500);
  });

  it('lose nothing but the line that was torn, at whichever byte', async () => {
    const journal = await bench.start();
    for (const id of ['A', 'B', 'C']) await journal.accept(ticketArrival(id));
    await journal.dispose();
    const whole = readFileSync(fileAt(0));
    const lastLine = whole.lastIndexOf('\n', -2) + 1;
    for (let cut = lastLine; cut < whole.length; cut += 17) {
      writeFileSync(fileAt(0), whole.subarray(0, cut));
      const reader = readJournal({ dir: bench.dir, clock: bench.clock });
      assert.deepEqual(await allIds(reader), ['event-B', 'event-A']);
      const next = await bench.start();
      assert.equal(await next.accept(ticketArrival('C')), 'kept');
      assert.equal(await next.accept(ticketArrival('D')), 'kept');
      await next.dispose();
      assert.deepEqual(await allIds(await bench.start()), ['event-D', 'event-C', 'event-B', 'event-A']);
      assert.deepEqual(await allIds(reader), ['event-D', 'event-C', 'event-B', 'event-A']);
    }
  });

  it('are read around what is spoiled, and it is said', async () => {
    const journal = await bench.start();
    await journal.accept(ticketArrival('A'));
    await journal.dispose();
    const malformed = [
      'x',
      '{}',
      'null',
      '{"type":"event","entry":{"seq":"1"}}',
      '{"type":"read","at":1}',
      '\u0000',
    ];
    appendFileSync(fileAt(0), `${malformed.join('\n')}\n\n`);
    writeFileSync(path.join(bench.dir, 'gone.txt'), 'not a key');
    writeFileSync(path.join(bench.dir, 'notes.txt'), 'somebody else’s');
    const { log, lines } = notingLog();
    const next = await bench.start({ log });
    assert.deepEqual(await allIds(next), ['event-A']);
    assert.deepEqual(lines, ['Journal: 6 lines could not be read.']);
    assert.equal(await next.accept(ticketArrival('B')), 'kept');
  });

  it('that somebody deleted are read anew by other windows, whose places in them hold no more', async () => {
    const journal = await bench.start();
    const reader = readJournal({ dir: bench.dir, clock: bench.clock });
    for (const id of ['A', 'B']) await journal.accept(largeArrival(id, 1_000));
    assert.deepEqual(await allIds(reader), ['event-B', 'event-A']);
    rmSync(fileAt(0));
    await journal.accept(ticketArrival('C'));
    assert.deepEqual(await allIds(reader), ['event-C']);
    rmSync(fileAt(0));
    for (const id of ['D', 'E', 'F']) await journal.accept(largeArrival(id, 2_000));
    assert.deepEqual(await allIds(reader), ['event-F', 'event-E', 'event-D']);
  });

  it('are for nobody but their person', async () => {
    const dir = path.join(bench.dir, 'deep', 'er');
    const journal = await bench.start({ dir });
    await journal.accept(ticketArrival('A'));
    assert.equal(statSync(dir).mode & 0o777, 0o700);
    assert.equal(statSync(path.join(dir, readdirSync(dir)[0]!)).mode & 0o777, 0o600);
  });

  it('stay within their size, and late retries of what went are still known', async () => {
    const journal = await bench.start({ maxBytes: 64_000 });
    for (let i = 0; i < 300; i++) {
      await journal.accept(largeArrival(String(i), 1_000));
      assert.ok(bytes() <= 64_000 + 2 * 1_200 + 4_000, `${bytes()} bytes`);
    }
    await journal.dispose();
    const kept = await allIds(journal);
    assert.ok(kept.length > 30 && kept.length < 64, `${kept.length} are kept`);
    assert.equal(kept[0], 'event-299');
    const next = await bench.start({ maxBytes: 64_000 });
    assert.deepEqual(await allIds(next), kept);
    for (let i = 0; i < 300; i++) assert.equal(await next.accept(ticketArrival(String(i))), 'duplicate');
    assert.ok(!readFileSync(path.join(bench.dir, 'gone.txt'), 'utf8').includes('event-'));
    await next.dispose();
    bench.clock.advance(6 * 3_600_000 + 1);
    const later = await bench.start({ maxBytes: 64_000 });
    assert.equal(await later.accept(ticketArrival('0')), 'kept');
  });

  it('let go of what is older than 30 days', async () => {
    const journal = await bench.start({ maxBytes: 16_000 });
    for (let i = 0; i < 4; i++) {
      await journal.accept(largeArrival(String(i), 1_000));
      bench.clock.advance(10 * day);
    }
    assert.deepEqual(await allIds(journal), ['event-3', 'event-2', 'event-1']);
    assert.equal(await journal.get('event-0'), undefined);
    await journal.accept(largeArrival('4', 1_000));
    await journal.dispose();
    assert.equal(files()[0], '000000000002.jsonl', 'the file of the first one went');
    bench.clock.advance(31 * day);
    assert.deepEqual((await journal.page()).entries, []);
    assert.deepEqual([await journal.unreadCount(), (await journal.unshown()).length], [0, 0]);
    const next = await bench.start();
    assert.equal(bytes(), 0, 'nothing is left of them');
    await next.accept(ticketArrival('5'));
    assert.deepEqual(await allIds(next), ['event-5']);
    assert.equal((await next.page()).entries[0]!.seq, 6, 'no number is used twice');
  });

  it('on a full disk are a typed failure, and go on when there is room', async () => {
    if (!existsSync('/dev/full')) return;
    const target = path.join(bench.dir, '000000000001.jsonl');
    symlinkSync('/dev/full', target);
    const journal = await bench.start();
    const together = [ticketArrival('A'), ticketArrival('B'), ticketArrival('A')].map((a) =>
      journal.accept(a),
    );
    for (const result of await Promise.allSettled(together)) {
      assert.equal(result.status === 'rejected' && journalCodeOf(result.reason), 'full');
    }
    assert.deepEqual((await journal.page()).entries, []);
    await assert.rejects(journal.markRead({ eventIds: [] }).then(() => journal.accept(ticketArrival('A'))));
    rmSync(target);
    assert.equal(await journal.accept(ticketArrival('A')), 'kept');
    assert.deepEqual(await allIds(journal), ['event-A']);
  });

  it('end a line that the disk took only a part of', async () => {
    const writer = new SegmentWriter(bench.dir, '000000000001.jsonl');
    await writer.append(Buffer.from('{"a":1}\n'));
    await writer.close();
    truncateSync(fileAt(0), 4);
    await writer.append(Buffer.from('{"b":2}\n'));
    await writer.append(Buffer.from('{"c":3}\n'));
    await writer.close();
    assert.equal(readFileSync(fileAt(0), 'utf8'), '{"a"\n{"b":2}\n{"c":3}\n');
  });

  it('go on through the thread pool where a write made the process wait, until the next file', async () => {
    let now = 0;
    let tookMs = 0;
    const writer = new SegmentWriter(bench.dir, '000000000001.jsonl', undefined, () => (now += tookMs));
    const isThereAtOnce = async (line: string): Promise<boolean> => {
      const before = writer.size;
      // What is written at once is counted before anything else runs.
      const written = writer.append(Buffer.from(line));
      await Promise.resolve();
      const { size } = writer;
      await written;
      return size > before;
    };
    await writer.append(Buffer.from('{"a":1}\n'));
    assert.equal(await isThereAtOnce('{"b":2}\n'), true);
    tookMs = 21;
    assert.equal(await isThereAtOnce('{"c":3}\n'), true);
    tookMs = 0;
    assert.equal(await isThereAtOnce('{"d":4}\n'), false);
    await writer.moveTo('000000000002.jsonl');
    assert.equal(await isThereAtOnce('{"e":5}\n'), true);
    await writer.close();
    assert.equal(readFileSync(fileAt(0), 'utf8'), '{"a":1}\n{"b":2}\n{"c":3}\n{"d":4}\n');
    assert.equal(readFileSync(fileAt(1), 'utf8'), '{"e":5}\n');
  });

  it('are made anew where somebody deletes them', async () => {
    const journal = await bench.start();
    await journal.accept(ticketArrival('A'));
    rmSync(fileAt(0));
    assert.equal(await journal.accept(ticketArrival('B')), 'kept');
    assert.deepEqual(await allIds(readJournal({ dir: bench.dir, clock: bench.clock })), ['event-B']);
    rmSync(bench.dir, { recursive: true });
    await assert.rejects(journal.accept(ticketArrival('C')), { name: 'JournalError', code: 'failed' });
    mkdirSync(bench.dir);
    assert.equal(await journal.accept(ticketArrival('C')), 'kept');
  });

  it('say why they cannot be used', async () => {
    const codes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO'].map(
      (code) => journalErrorOf(Object.assign(new Error('path and words'), { code })).code,
    );
    assert.deepEqual(codes, ['full', 'full', 'read-only', 'read-only', 'read-only', 'failed']);
    assert.equal(journalErrorOf('x').code, 'failed');
    assert.equal(journalCodeOf(new Error('x')), undefined);
    writeFileSync(path.join(bench.dir, 'file'), '');
    await assert.rejects(bench.start({ dir: path.join(bench.dir, 'file') }), {
      name: 'JournalError',
      code: 'failed',
    });
  });

  it('hold two that believe to lead apart, event by event', async () => {
    const one = await bench.start();
    const two = await bench.start();
    for (let i = 0; i < 20; i++) {
      await Promise.all([one.accept(ticketArrival(`A${i}`)), two.accept(ticketArrival(`B${i}`))]);
    }
    const next = await bench.start();
    const { entries } = await next.page({ limit: 100 });
    assert.equal(entries.length, 40);
    assert.equal(new Set(entries.map(({ seq }) => seq)).size, 40);
  });
});
