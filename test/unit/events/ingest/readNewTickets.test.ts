import assert from 'node:assert/strict';
import type { Page } from '../../../../src/core/domain/connection';
import type { TicketRow } from '../../../../src/core/domain/ticket';
import { readNewTickets } from '../../../../src/core/events/ingest/readNewTickets';

/** A list that changes while its pages are read. */
class ChangingList {
  readonly rows: { readonly id: string; readonly created: number; changed: number }[] = [];
  /** What happens after each call. */
  readonly then: (() => void)[] = [];
  calls = 0;
  private now = Date.UTC(2026, 2, 6);

  create(): string {
    this.now += 1_000;
    const id = `T${this.rows.length}`;
    this.rows.push({ id, created: this.now, changed: this.now });
    return id;
  }

  change(id: string): void {
    this.now += 1_000;
    for (const row of this.rows) if (row.id === id) row.changed = this.now;
  }

  /** As a classic account: 25 a page by last change, and pages by their number. */
  byChange(at: string | undefined): Promise<Page<TicketRow>> {
    const sorted = this.rows.toSorted((one, other) => other.changed - one.changed);
    const page = Number(at ?? '1');
    const pages = Math.ceil(sorted.length / 25);
    const answer: Page<TicketRow> = {
      rows: sorted.slice((page - 1) * 25, page * 25).map(rowOf),
      ...{ total: sorted.length, pages, page, paging: 'numbered' },
      ...(page < pages && { next: String(page + 1) }),
    };
    return this.answered(answer);
  }

  /** As a platform account: 100 a page by creation, continued after a row. */
  byCreation(at: string | undefined): Promise<Page<TicketRow>> {
    const sorted = this.rows.toSorted((one, other) => other.created - one.created);
    const [page = '1', last] = at?.split('|') ?? [];
    const from = sorted.findIndex(({ id }) => id === last) + 1;
    const part = sorted.slice(from, from + 100);
    const next = from + 100 < sorted.length && { next: `${Number(page) + 1}|${part.at(-1)?.id}` };
    const pages = Math.ceil(sorted.length / 100);
    const paging = { total: sorted.length, pages, page: Number(page), paging: 'cursor' } as const;
    return this.answered({ rows: part.map(rowOf), ...paging, ...next });
  }

  private answered(page: Page<TicketRow>): Promise<Page<TicketRow>> {
    this.calls += 1;
    this.then.shift()?.();
    return Promise.resolve(page);
  }
}

function rowOf({ id, created, changed }: ChangingList['rows'][number]): TicketRow {
  const [date, modified] = [new Date(created).toISOString(), new Date(changed).toISOString()];
  return { kind: 'ticket', ticket: { id, date, modified }, malformed: [] };
}

describe('reading new tickets', () => {
  let list: ChangingList;
  let made: string[];
  beforeEach(() => {
    list = new ChangingList();
    made = Array.from({ length: 100 }, () => list.create());
  });

  const read = async (order: 'byChange' | 'byCreation', most = 40, from = 0) => {
    const rows: TicketRow[] = [];
    const more = await readNewTickets(from, { fetch: (at) => list[order](at), most, rows });
    const ids = rows.map((row) => (row.kind === 'ticket' ? row.ticket.id : ''));
    return { ids: [...new Set(ids)].sort(), more };
  };

  it('finds tickets that are changed before their page is read', async () => {
    // The first ones are on the last page.
    for (const id of made.slice(0, 3)) list.then.push(() => list.change(id));
    assert.deepEqual(await read('byChange'), { ids: made.toSorted(), more: false });
    assert.equal(list.calls, 6);
  });

  it('finds more of them than a page has, behind others that were read', async () => {
    const change = (): void => {
      for (const id of made.slice(0, 30)) list.change(id);
      // The first page then has only what was read before.
      for (const id of made.slice(-25)) list.change(id);
    };
    list.then.push(() => undefined, change);
    assert.deepEqual(await read('byChange'), { ids: made.toSorted(), more: false });
  });

  it('finds one that comes while the first page is read again', async () => {
    const late: string[] = [];
    list.then.push(...[0, 1, 2].map((n) => () => list.change(made[n] ?? '')));
    list.then.push(
      () => late.push(list.create()),
      () => late.push(list.create()),
    );
    const { ids } = await read('byChange');
    assert.deepEqual(ids, [...made, ...late].sort());
  });

  it('ends where the list changes all the time', async () => {
    for (let n = 0; n < 1_000; n += 1) list.then.push(() => list.create());
    await read('byChange', 10);
    assert.ok(list.calls <= 20, `${list.calls} calls`);
  });

  it('reads the first page once where it has everything', async () => {
    const [first] = list.rows.slice(-10);
    assert.ok(first);
    await read('byChange', 40, first.created);
    assert.equal(list.calls, 1);
  });

  it('reads pages by creation once, and counts a large page as several', async () => {
    for (let n = 0; n < 1_100; n += 1) made.push(list.create());
    for (const id of made.slice(0, 3)) list.then.push(() => list.change(id));
    const { ids, more } = await read('byCreation');
    assert.deepEqual([ids.length, more, list.calls], [1_000, true, 10]);
  });

  it('ends with the first ticket by creation that is older, whatever changed', async () => {
    for (let n = 0; n < 200; n += 1) made.push(list.create());
    for (const id of made.slice(0, 150)) list.change(id);
    const [first] = list.rows.slice(-150);
    assert.ok(first);
    assert.equal((await read('byCreation', 40, first.created)).more, false);
    assert.equal(list.calls, 2);
  });
});
