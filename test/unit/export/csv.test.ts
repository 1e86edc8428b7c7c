import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvOf } from '../../../src/core/export/csv';
import { ticketCells, ticketColumns } from '../../../src/core/export/ticketCells';

describe('CSV', () => {
  const cell = (text: string): string => csvOf([[text]], ',').slice(0, -2);

  it('has one line for each row, and quotes what contains a separator or a quote', () => {
    assert.equal(
      csvOf(
        [
          ['a', 'b'],
          ['c,d', 'e"f'],
        ],
        ',',
      ),
      'a,b\r\n"c,d","e""f"\r\n',
    );
    assert.equal(csvOf([['a', 'b;c']], ';'), 'a;"b;c"\r\n');
    assert.equal(csvOf([['a', '', 'b']], '\t'), 'a\t\tb\r\n');
  });

  it('keeps a cell together in programs that expect another separator', () => {
    for (const separator of [',', ';', '|', '\t']) assert.match(cell(`a${separator}=1+1`), /^".*"$/);
  });

  it('puts an apostrophe before what a spreadsheet would take for a formula', () => {
    for (const text of ['=1+1', '+A1', '-A1', '@SUM(A1)', '＝1+1', '-2+cmd|x', '+1*IMPORTXML("a")']) {
      assert.match(cell(text), /^"?'/, text);
    }
  });

  it('leaves telephone numbers and other numbers as they are', () => {
    for (const text of [
      '+55 11 99999-1234',
      '+5511999991234',
      '-5',
      '+1 (555) 010-0199',
      '(11) 9999.1234',
      '0',
    ]) {
      assert.equal(cell(text), text);
    }
    assert.equal(cell('-1,5'), '"-1,5"');
  });

  it('gives back every text with a plain parser, but for the apostrophe', () => {
    const separators = fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), separators, (text, separator) => {
        const [row = []] = parse(csvOf([[text, 'end']], separator), separator);
        const [first = '', second] = row;
        assert.ok(first === text || first === `'${text}`);
        assert.equal(second, 'end');
        assert.doesNotMatch(first, /^[=@]/);
      }),
    );
  });
});

/** A minimal parser of RFC 4180. */
function parse(csv: string, separator: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let rest = csv;
  while (rest !== '') {
    const quoted = /^"((?:[^"]|"")*)"/.exec(rest);
    const end = rest.slice(quoted?.[0].length).search(new RegExp(`[${separator}]|\r\n`));
    const length = (quoted?.[0].length ?? 0) + end;
    row.push(quoted?.[1]?.replaceAll('""', '"') ?? rest.slice(0, length));
    if (rest[length] === separator) rest = rest.slice(length + 1);
    else {
      rows.push(row);
      row = [];
      rest = rest.slice(length + 2);
    }
  }
  return rows;
}

describe('cells of a ticket', () => {
  it('have every column, on one line, without hidden characters', () => {
    const ticket = {
      id: 'A1',
      subject: 'Two\nlines \u202e and more',
      tags: ['a', 'b'],
      assignee: { id: 'ada@example.com' },
      source: { type: 'mail' },
    };
    const cells = ticketCells(ticket, { name: 'Bo', mail: 'bo@example.com' });
    const named = Object.fromEntries(ticketColumns.map((column, at) => [column, cells[at]]));
    assert.deepEqual(named, {
      id: 'A1',
      shortId: '',
      subject: 'Two lines and more',
      status: '',
      priority: '',
      'requester.name': 'Bo',
      'requester.mail': 'bo@example.com',
      'assignee.id': 'ada@example.com',
      'assignee.name': '',
      tags: 'a, b',
      source: 'mail',
      date: '',
      modified: '',
    });
  });
});
