import assert from 'node:assert/strict';
import type { BulkLabels, BulkModel, BulkRow } from '../../../src/protocol/bulk';
import { BulkPage } from '../../../src/webview/bulk/bulkPage';
import { FakePorts } from '../webview/support/fakePorts';

const row = (position: number, more: Partial<BulkRow> = {}): BulkRow => ({
  ...{ position, id: `T${position}`, subject: 'Zipper', changes: ['Status: Open → Solved'] },
  ...{ outcome: 'Will be sent', tone: 'none', isIncluded: true },
  ...more,
});
const model: BulkModel = {
  key: '7',
  title: 'Change Tickets: 3',
  stage: 'planned',
  notes: [],
  summary: '3 of 3',
  announcement: '3 of 3',
  rows: [row(0), row(1), row(2)],
  buttons: { confirm: 'Change' },
  labels: {} as BulkLabels,
  revision: 4,
};

function openPage() {
  const ports = new FakePorts<unknown>(undefined);
  const drawn: { readonly model: BulkModel; readonly isNew: boolean }[] = [];
  const reviewed: number[] = [];
  const page = new BulkPage({
    ...ports.surroundings,
    view: {
      draw: (what, isNew) => drawn.push({ model: what, isNew }),
      review: (_what, position) => reviewed.push(position),
    },
  });
  page.start();
  const notify = (name: string, payload: unknown): void =>
    page.receive({ kind: 'notification', name, payload });
  const sent = (name: string): unknown[] => ports.all(name).map(({ payload }) => payload);
  return { page, ports, drawn, reviewed, notify, sent };
}

describe('the page of a run of changes', () => {
  it('shows the plan, and remembers its run across reloads', () => {
    const { drawn, notify, ports, sent } = openPage();
    assert.equal(sent('ready').length, 1);
    notify('show', model);
    assert.deepEqual(drawn, [{ model, isNew: true }]);
    assert.deepEqual(ports.keeps, { key: '7' });
  });

  it('confirms the revision that it shows', () => {
    const { page, notify, sent } = openPage();
    page.act({ kind: 'confirm' });
    notify('show', model);
    const { key: _key, title: _title, labels: _labels, ...progress } = model;
    notify('progress', { ...progress, revision: 5, rows: [row(1, { isIncluded: false })] });
    page.act({ kind: 'confirm' });
    assert.deepEqual(sent('confirm'), [{ revision: 5 }]);
  });

  it('redraws everything only for another stage', () => {
    const { drawn, notify } = openPage();
    notify('show', model);
    const { key: _key, title: _title, labels: _labels, ...progress } = model;
    notify('progress', { ...progress, rows: [row(1, { outcome: 'Done' })] });
    notify('progress', { ...progress, stage: 'ended', rows: [] });
    assert.deepEqual(
      drawn.map(({ isNew }) => isNew),
      [true, false, true],
    );
    assert.deepEqual(
      drawn[2]?.model.rows.map(({ outcome }) => outcome),
      ['Will be sent', 'Done', 'Will be sent'],
    );
  });

  it('reviews message after message, and includes only what is accepted', () => {
    const { page, notify, reviewed, sent, drawn } = openPage();
    const message = { text: 'Hi', to: 'To Kim' };
    const rows = [row(0, { message }), row(1), row(2, { message }), row(3, { message, isIncluded: false })];
    notify('show', { ...model, rows });
    page.act({ kind: 'review' });
    page.act({ kind: 'write', position: 0, text: 'Hi Kim' });
    page.act({ kind: 'accept', position: 0 });
    page.act({ kind: 'skip', position: 2 });
    const before = drawn.length;
    page.act({ kind: 'accept', position: 3 });
    assert.deepEqual(reviewed, [0, 2, 3]);
    assert.equal(drawn.length, before + 1, 'the table is shown again');
    assert.deepEqual(sent('edit'), [{ position: 0, text: 'Hi Kim' }]);
    assert.deepEqual(sent('include'), [
      { position: 0, isIncluded: false },
      { position: 2, isIncluded: false },
      { position: 0, isIncluded: true },
      { position: 2, isIncluded: false },
      { position: 3, isIncluded: true },
    ]);
  });

  it('does not leave the review because a message was changed', () => {
    const { page, notify, drawn } = openPage();
    notify('show', { ...model, rows: [row(0, { message: { text: 'Hi', to: 'To Kim' } })] });
    page.act({ kind: 'review' });
    const before = drawn.length;
    const { key: _key, title: _title, labels: _labels, ...progress } = model;
    notify('progress', { ...progress, rows: [row(0, { message: { text: 'Hi Kim', to: 'To Kim' } })] });
    assert.equal(drawn.length, before);
    page.act({ kind: 'leaveReview' });
    assert.equal(drawn.at(-1)?.model.rows[0]?.message?.text, 'Hi Kim');
  });
});
