import assert from 'node:assert/strict';
import {
  readChat,
  readChatId,
  readChatSearch,
  readChatView,
  readClose,
  readJoin,
  readResume,
  readSend,
  readTagging,
  readTransfer,
} from '../../../src/core/domain/input/chatInput';
import type { Checked } from '../../../src/core/domain/input/fieldProblem';

function valueOf<T>(checked: Checked<T>): T {
  assert.ok(checked.ok, JSON.stringify(checked));
  return checked.value;
}

function problemsOf(checked: Checked<unknown>): readonly string[] {
  assert.ok(!checked.ok);
  return checked.problems.map(({ field, code }) => `${field} ${code}`);
}

describe('The argument of a chat command', () => {
  const readers: Readonly<Record<string, (input: unknown) => Checked<unknown>>> = {
    readChat,
    readChatId,
    readJoin,
    readSend,
    readTransfer,
    readTagging,
    readClose,
    readResume,
  };
  const rest = { message: 'Hi', agent: 'a', tag: 't' };
  const extra: Readonly<Record<string, object>> = {
    readSend: { message: rest.message },
    readTransfer: { agent: rest.agent },
    readTagging: { tag: rest.tag },
  };

  for (const [name, read] of Object.entries(readers)) {
    it(`is read by ${name} with a chat, and refused without one or with an unknown key`, () => {
      valueOf(read({ chatId: 'c', ...extra[name] }));
      assert.deepEqual(problemsOf(read({ ...extra[name] })), ['chatId required']);
      const unknown = read({ chatId: 'c', ...extra[name], force: true });
      assert.deepEqual(problemsOf(unknown), ['force unknown-field']);
      assert.ok(problemsOf(read('c')).includes(' not-an-object'));
    });
  }

  it('of listing chats names a view, by default all', () => {
    assert.equal(valueOf(readChatView(undefined)), 'all');
    assert.equal(valueOf(readChatView({ view: 'waiting' })), 'waiting');
    assert.deepEqual(problemsOf(readChatView({ view: 'queue' })), ['view not-a-choice']);
  });

  it('of joining a chat whispers or takes over, but not both', () => {
    assert.equal(valueOf(readJoin({ chatId: 'c' })).how, 'visible');
    assert.equal(valueOf(readJoin({ chatId: 'c', whisper: true, takeOver: false })).how, 'whisper');
    assert.equal(valueOf(readJoin({ chatId: 'c', takeOver: true })).how, 'takeOver');
    assert.deepEqual(problemsOf(readJoin({ chatId: 'c', whisper: true, takeOver: true })), [
      'takeOver not-together',
    ]);
  });

  it('of sending keeps the message unchanged, up to 16,384 bytes of UTF-8', () => {
    assert.equal(valueOf(readSend({ chatId: 'c', message: ' Hi\n' })).message, ' Hi\n');
    const longest = '😁'.repeat(4096);
    assert.equal(valueOf(readSend({ chatId: 'c', message: longest })).message, longest);
    const tooLong = { chatId: 'c', message: `${longest}.` };
    assert.deepEqual(problemsOf(readSend(tooLong)), ['message too-many-bytes']);
    assert.deepEqual(problemsOf(readResume(tooLong)), ['message too-many-bytes']);
    assert.deepEqual(problemsOf(readSend({ chatId: 'c', message: ' \n' })), ['message required']);
    assert.deepEqual(problemsOf(readSend({ chatId: 'c', message: 5 })), ['message not-text']);
  });

  it('of a transfer names an agent or a group, including group 0', () => {
    assert.deepEqual(valueOf(readTransfer({ chatId: 'c', group: 0 })).target, { group: 0 });
    assert.deepEqual(valueOf(readTransfer({ chatId: 'c', agent: 'a' })).target, { agent: 'a' });
    assert.deepEqual(problemsOf(readTransfer({ chatId: 'c' })), ['agent required']);
    assert.deepEqual(problemsOf(readTransfer({ chatId: 'c', agent: 'a', group: 1 })), ['group not-together']);
    assert.deepEqual(problemsOf(readTransfer({ chatId: 'c', group: 'x' })), ['group not-a-whole-number']);
  });

  it('of closing a chat is confirmed only by true', () => {
    assert.equal(valueOf(readClose({ chatId: 'c', confirmed: true })).confirmed, true);
    assert.equal(valueOf(readClose({ chatId: 'c' })).confirmed, false);
    assert.deepEqual(problemsOf(readClose({ chatId: 'c', confirmed: 'true' })), ['confirmed not-yes-or-no']);
  });

  it('of a search reads a day in this machine’s time zone', () => {
    const zone = process.env.TZ;
    process.env.TZ = 'America/Sao_Paulo';
    try {
      const { search } = valueOf(readChatSearch({ from: '2026-07-01', to: '2026-07-01', page: '2' }));
      assert.deepEqual(search, { from: '2026-07-01T03:00:00.000Z', to: '2026-07-02T02:59:59.999Z' });
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  it('of a search reads a time only with its time zone', () => {
    assert.deepEqual(valueOf(readChatSearch(undefined)), { search: {}, page: 1 });
    const zoned = valueOf(readChatSearch({ from: '2026-07-01T02:00:00+02:00' }));
    assert.equal(zoned.search.from, '2026-07-01T00:00:00.000Z');
    assert.deepEqual(problemsOf(readChatSearch({ from: '2026-07-02', to: '2026-07-01' })), [
      'to earlier-than',
    ]);
    for (const from of ['2026-02-31', 'yesterday', '2026-07-01T02:00:00', '2026-07-01T25:00:00Z']) {
      assert.deepEqual(problemsOf(readChatSearch({ from })), ['from not-a-time'], from);
    }
    assert.deepEqual(problemsOf(readChatSearch({ page: 0 })), ['page out-of-range']);
  });
});
