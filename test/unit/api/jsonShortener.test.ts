import assert from 'node:assert/strict';
import { JsonShortener } from '../../../src/core/api/jsonShortener';

const maxValueBytes = 100;

/** Writes a text in pieces of this size. */
function shorten(text: string, pieceSize = text.length * 3): string {
  const bytes = Buffer.from(text);
  const shortener = new JsonShortener(maxValueBytes);
  const kept: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceSize) {
    kept.push(shortener.write(bytes.subarray(at, at + pieceSize)));
  }
  return Buffer.concat(kept).toString('utf8');
}

interface Item {
  readonly id: number;
  readonly subject: string;
  readonly events: readonly { readonly message: string; readonly author: { readonly name: string } }[];
  readonly status: string;
}

function item(id: number, messages: readonly string[]): Item {
  const events = messages.map((message) => ({ message, author: { name: 'Kim' } }));
  return { id, subject: `Ticket ${id}`, events, status: 'open' };
}

describe('JsonShortener', () => {
  const long = 'word '.repeat(1_000);

  it('leaves a list with short values unchanged', () => {
    for (const list of [
      [item(1, ['Hi', 'Bye']), item(2, [])],
      { tickets: [item(1, ['"\\{[,:]}"'])], total: 1 },
      [],
      { tickets: [], pages: 0 },
    ]) {
      const text = JSON.stringify(list);
      assert.equal(shorten(text), text);
    }
  });

  it('cuts a long text, and keeps everything else of its item and all other items', () => {
    const tickets = [item(1, ['Hi']), item(2, [long]), item(3, ['Bye'])];
    const shortened = JSON.parse(shorten(JSON.stringify({ tickets, total: 3 }))) as { tickets: Item[] };
    const [first, second, third] = shortened.tickets;
    assert.deepEqual([first, third], [tickets[0], tickets[2]]);
    const { events, ...others } = second!;
    assert.deepEqual(others, { id: 2, subject: 'Ticket 2', status: 'open' });
    assert.match(events[0]!.message, /^word word .*…$/);
    assert.ok(events[0]!.message.length < 2 * maxValueBytes);
  });

  it('leaves out later elements of an array that is too long', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `message ${index}`);
    const [found, next] = JSON.parse(shorten(JSON.stringify([item(1, many), item(2, ['Hi'])]))) as Item[];
    assert.ok(found!.events.length > 0 && found!.events.length < 10, String(found!.events.length));
    assert.equal(found!.events[0]!.message, 'message 0');
    assert.equal(found!.status, 'open');
    assert.deepEqual(next, item(2, ['Hi']));
  });

  it('returns valid JSON for any text, split into any pieces', () => {
    const texts = [
      'é€😀'.repeat(60),
      '\\"\n\u2028\u0001'.repeat(60),
      `${'a'.repeat(60)}${'\u0007'.repeat(90)}`,
    ];
    for (const text of texts) {
      for (let before = 0; before < 80; before += 1) {
        const whole = [item(1, ['a'.repeat(before) + text, 'later']), item(2, ['Hi'])];
        const json = JSON.stringify(whole).replaceAll('😀', '\\ud83d\\ude00');
        const expected = shorten(json);
        const [found, next] = JSON.parse(expected) as Item[];
        assert.deepEqual(next, whole[1]);
        assert.ok(whole[0]!.events[0]!.message.startsWith(found!.events[0]!.message.replace(/.?…$/u, '')));
        assert.ok(!expected.includes('\ufffd'));
        for (const size of [1, 2, 3, 7]) assert.equal(shorten(json, size), expected);
      }
    }
  });
});
