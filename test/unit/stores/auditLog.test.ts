import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AuditLog, type AuditEntry, type LineStorage } from '../../../src/core/stores/auditLog';
import { LineFile } from '../../../src/core/stores/fileStorage';
import { StorageError } from '../../../src/core/storage/storageError';
import { FakeClock } from '../sandbox/fakeClock';

type NewEntry = Omit<AuditEntry, 'at'>;

const entry: NewEntry = {
  account: 'classic:ada@example.com',
  who: 'ada@example.com',
  action: 'ticket.update',
  target: '7QK2P',
  before: { status: 'open' },
  after: { status: 'solved' },
  outcome: 'done',
};

/** Lines in memory that are refused while it is told to. */
class JsonLineSocket implements LineStorage {
  text = '';
  isFull = false;
  rotations = 0;

  append(line: string): Promise<number> {
    if (this.isFull) return Promise.reject(new StorageError('full', 'ENOSPC'));
    this.text += `${line}\n`;
    return Promise.resolve(this.text.length);
  }

  read(): Promise<string> {
    return Promise.resolve(this.text);
  }

  rotate(): Promise<void> {
    this.rotations += 1;
    this.text = '';
    return Promise.resolve();
  }
}

describe('the audit log', () => {
  let lines: JsonLineSocket;
  let clock: FakeClock;
  let log: AuditLog;

  beforeEach(() => {
    lines = new JsonLineSocket();
    clock = new FakeClock();
    log = new AuditLog(lines, clock);
  });
  afterEach(() => log.dispose());

  const targets = async (): Promise<readonly string[]> =>
    (await log.read()).entries.map(({ target }) => target);

  it('keeps who, what, when, before and after, one line each', async () => {
    let told = 0;
    log.onDidChange(() => (told += 1));
    await log.record(entry);
    await log.record({ ...entry, outcome: 'failed', code: 'forbidden' });
    assert.equal(lines.text.trimEnd().split('\n').length, 2);
    const at = '2026-07-01T12:00:00.000Z';
    assert.deepEqual(await log.read(), {
      entries: [
        { at, ...entry },
        { at, ...entry, outcome: 'failed', code: 'forbidden' },
      ],
      unreadable: 0,
      unsaved: false,
    });
    assert.equal(told, 2);
  });

  it('tells who listens of each call once', async () => {
    const told: string[] = [];
    const log = new AuditLog(new JsonLineSocket(), new FakeClock());
    log.onDidRecord(({ action, target, outcome }) => told.push(`${action} ${target} ${outcome}`));
    await log.record(entry);
    await log.record({ ...entry, outcome: 'failed' });
    assert.deepEqual(told, ['ticket.update 7QK2P done', 'ticket.update 7QK2P failed']);
  });

  it('holds no secret, neither by its name nor by its look', async () => {
    const after = {
      password: 'hunter2',
      current_password: 'hunter2',
      nested: [{ api_key: 'hunter2', Token: 'hunter2', name: 'kept' }],
      subject: 'my password: hunter2, Authorization: Basic aHVudGVyMg==',
      link: 'https://me:hunter2@shop.example/',
    };
    await log.record({ ...entry, after });
    assert.ok(!/hunter2|aHVudGVyMg/.test(lines.text));
    assert.match(lines.text, /kept/);
  });

  it('cuts customers’ texts and puts them on one line', async () => {
    await log.record({
      ...entry,
      after: { message: `Line\nbreak ${'x'.repeat(5_000)}`, tags: Array(500).fill('t') },
    });
    assert.ok(lines.text.length < 1_000);
    const message = (await log.read()).entries[0]?.after?.message;
    assert.match(String(message), /^Line break x+…$/);
  });

  it('skips a torn last line and whatever is no entry', async () => {
    await log.record(entry);
    lines.text += `7\nnull\n{"at":"x"}\n${JSON.stringify({ at: 'x', ...entry, action: 'x' })}\n{"at":"2026-`;
    const { entries, unreadable } = await log.read();
    assert.deepEqual([entries.length, unreadable], [1, 5]);
  });

  it('keeps entries in memory while the disk takes nothing, in their order', async () => {
    lines.isFull = true;
    await log.record({ ...entry, target: 'A' });
    assert.deepEqual(await targets(), ['A']);
    assert.equal((await log.read()).unsaved, true);
    lines.isFull = false;
    await log.record({ ...entry, target: 'B' });
    assert.deepEqual(await targets(), ['A', 'B']);
    assert.deepEqual([(await log.read()).unsaved, lines.text.trimEnd().split('\n').length], [false, 2]);
  });

  it('keeps the order of entries that come at the same time', async () => {
    await Promise.all(['A', 'B', 'C'].map((target) => log.record({ ...entry, target })));
    assert.deepEqual(await targets(), ['A', 'B', 'C']);
  });

  it('begins a new part where the old one is full', async () => {
    log = new AuditLog(lines, clock, undefined, 300);
    for (const target of ['A', 'B', 'C']) await log.record({ ...entry, target });
    assert.equal(lines.rotations, 1);
  });

  describe('in a file', () => {
    let folder: string;
    let file: string;
    const open = (maxBytes?: number): AuditLog =>
      new AuditLog(new LineFile(file), clock, undefined, maxBytes);

    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'audit-'));
      file = path.join(folder, 'made when needed', 'audit.jsonl');
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('survives a restart', async () => {
      log = open();
      assert.deepEqual((await log.read()).entries, []);
      await log.record({ ...entry, target: 'A' });
      log = open();
      await log.record({ ...entry, target: 'B' });
      assert.deepEqual(await targets(), ['A', 'B']);
    });

    it('loses nothing but the torn line after a kill in the middle of it', async () => {
      await open().record({ ...entry, target: 'A' });
      await appendFile(file, '{"at":"2026-07-01T12:0');
      log = open();
      await log.record({ ...entry, target: 'B' });
      assert.deepEqual(await targets(), ['A', 'B']);
      assert.equal((await log.read()).unreadable, 1);
    });

    it('is bounded: two parts, the newest entries among them', async () => {
      log = open(600);
      for (let at = 0; at < 40; at += 1) await log.record({ ...entry, target: `T${at}` });
      assert.deepEqual((await readdir(path.dirname(file))).sort(), ['audit.jsonl', 'audit.jsonl.old']);
      const kept = await targets();
      assert.equal(kept.at(-1), 'T39');
      assert.ok(kept.length > 2 && kept.length < 10);
      assert.deepEqual(
        kept,
        kept.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))),
      );
    });

    it('of two windows goes to one file, and a part that is new is never thrown away', async () => {
      const [first, second] = [open(600), open(600)];
      for (let at = 0; at < 6; at += 1) {
        await first.record({ ...entry, target: `A${at}` });
        await second.record({ ...entry, target: `B${at}` });
      }
      const text = await readFile(`${file}.old`, 'utf8');
      assert.ok(text.length > 600);
      log = open();
      assert.deepEqual((await targets()).slice(-2), ['A5', 'B5']);
    });

    it('keeps no action from ending where it cannot be written, and says why it cannot be read', async () => {
      file = folder;
      log = open();
      await log.record(entry);
      await assert.rejects(log.read(), StorageError);
    });
  });
});
