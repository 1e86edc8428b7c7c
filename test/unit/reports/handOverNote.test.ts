import assert from 'node:assert/strict';
import type { ReportSubject } from '../../../src/core/localData/reports/subjects';
import { handOverNote, type NoteContent } from '../../../src/ui/reports/handOverNote';
import { markdownTable } from '../../../src/ui/reports/reportRows';
import { report } from './support/report';

const to = Date.UTC(2026, 5, 30, 16);
const from = to - 8 * 3_600_000;
const none = { rows: [], total: 0 };
const row = (more: Partial<ReportSubject>): ReportSubject => ({
  kind: 'ticket',
  id: 'A1',
  at: to - 3_600_000,
  ...more,
});

function note(more: Partial<NoteContent['lists']> = {}): string {
  return handOverNote({
    ...{ account: 'ada@example.com', from, to, report, nameOf: () => 'Ada | Admin' },
    lists: { created: none, answered: none, solved: none, waiting: none, started: none, ...more },
  });
}

describe('the hand-over note', () => {
  it('has one line with a number for each count', () => {
    const lines = note().split('\n');
    for (const line of [
      'New tickets: 12',
      'Tickets answered: 8',
      'Tickets solved: 5',
      'Chats started: 4',
      'Chats ended: 3',
    ]) {
      assert.equal(lines.filter((each) => each === `- ${line}`).length, 1, line);
    }
  });

  it('says which period it is about, and what is missing', () => {
    const text = note();
    assert.match(text, /^# Hand-Over Note\n/);
    assert.match(text, /2026/);
    assert.match(text, /40 of 120 tickets are known/);
    assert.match(text, /No call was made/);
    assert.match(text, /Of 7 tickets/);
    assert.match(text, /Chats are only known/);
  });

  it('names tickets with who asked, and how long they wait', () => {
    const text = note({
      waiting: {
        rows: [row({ shortId: 'QRS', title: 'Broken', requester: { name: 'Bo' }, status: 'open' })],
        total: 9,
      },
      started: { rows: [row({ kind: 'chat', id: 'T9', requester: { name: 'Cy' } })], total: 1 },
    });
    assert.match(text, /- \*\*Broken\*\* \(QRS\) · Bo · Open · waiting for 1h/);
    assert.match(text, /- 8 more/);
    assert.match(text, /- \*\*Chat\*\* \(T9\) · Cy/);
  });

  it('has a table of agents in which no name ends a cell', () => {
    assert.match(note(), /\| Ada \\\| Admin \| 9 \| 5 \| 4 \| 2 \|/);
  });

  it('draws no link, image or heading of a customer', () => {
    const title = '[click](https://evil.example) ![i](http://evil.example/x) <img src=x>';
    const name = '# Big\n\n- www.evil.example `';
    const text = note({ created: { rows: [row({ title, requester: { name } })], total: 1 } });
    const line = text.split('\n').find((each) => each.includes('click')) ?? '';
    // Both are in code spans, which have no links.
    assert.match(line, /\*\*`\[click\].*<img src=x>`\*\* \(A1\) · `` # Big - www\.evil\.example ` ``/);
  });
});

describe('a Markdown table', () => {
  it('keeps each text in its cell, also with backslashes and bars', () => {
    const texts = ['a|b', 'a\\|b', 'x@y|z', 'x@\\\\|[click](https://evil.example)', '\\'];
    const [, , line = ''] = markdownTable(['a', 'b', 'c', 'd', 'e'], [texts]).split('\n');
    // A bar that follows no backslash, or two, would end a cell.
    const ends = [...line.matchAll(/(\\*)\|/g)].filter(([, before = '']) => before.length % 2 === 0);
    assert.equal(ends.length, texts.length + 1);
    assert.ok(line.includes('`x@\\|[click](https://evil.example)`'));
  });
});
