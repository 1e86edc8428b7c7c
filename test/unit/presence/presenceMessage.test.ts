import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  decodePresenceMessage,
  encodePresenceMessage,
  maxActivities,
  mergeActivities,
  type Activity,
  type PresenceMessage,
} from '../../../src/core/presence/presenceMessage';

const reading = (id: string, kind: Activity['kind'] = 'ticket'): Activity => ({ kind, id, doing: 'reading' });
const message: PresenceMessage = { sender: 'abc-1', count: 7, on: [reading('T1'), reading('C1', 'chat')] };

describe('messages about presence', () => {
  it('come back as they were sent, and have ids only', () => {
    for (const sent of [
      message,
      { ...message, asks: true } as const,
      { ...message, on: [], leaves: true } as const,
    ])
      assert.deepEqual(decodePresenceMessage(JSON.parse(JSON.stringify(encodePresenceMessage(sent)))), sent);
    assert.deepEqual(Object.keys(encodePresenceMessage(message)), ['version', 'sender', 'count', 'on']);
  });

  it('are ignored whole if a part is malformed, too large or of another version', () => {
    const raw = encodePresenceMessage(message);
    const wrong: readonly object[] = [
      ...[{ version: 2 }, { version: '1' }, { version: undefined }],
      ...[{ sender: '' }, { sender: 'a b' }, { sender: 'x'.repeat(65) }, { sender: 1 }],
      ...[{ count: -1 }, { count: 1.5 }, { count: '7' }, { count: Number.MAX_VALUE }],
      ...[{ on: {} }, { on: undefined }, { on: [reading('T1'), null] }, { on: ['T1'] }],
      ...[{ on: [{ ...reading('T1'), kind: 'agent' }] }, { on: [{ ...reading('T1'), doing: 'sleeping' }] }],
      ...[{ on: [reading('')] }, { on: [reading('a b')] }, { on: [reading('\u202e')] }],
      { on: [reading('x'.repeat(101))] },
      { on: Array.from({ length: maxActivities + 1 }, (_, index) => reading(String(index))) },
    ];
    for (const part of wrong)
      assert.equal(decodePresenceMessage({ ...raw, ...part }), undefined, JSON.stringify(part));
  });

  it('of other programs are ignored, whatever they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        const decoded = decodePresenceMessage(content);
        assert.ok(decoded === undefined || decoded.on.length <= maxActivities);
      }),
    );
    for (const foreign of [null, 'hello', [], { hello: 1 }, { version: 1, sender: 'x' }])
      assert.equal(decodePresenceMessage(foreign), undefined);
  });

  it('have each ticket or chat once, those in which the agent types first', () => {
    const many = Array.from({ length: 30 }, (_, index) => reading(String(index)));
    const merged = mergeActivities([...many, reading('5'), { ...reading('29'), doing: 'typing' }]);
    assert.equal(merged.length, maxActivities);
    assert.deepEqual(merged.slice(0, 2), [{ ...reading('29'), doing: 'typing' }, reading('0')]);
  });
});
