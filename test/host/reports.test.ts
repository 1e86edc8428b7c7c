import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { call, refused } from './support/codeCalls';
import { ExtensionFixture } from './support/extensionFixture';
import { eventually } from './support/eventually';

interface Statistics {
  from: string;
  to: string;
  complete: boolean;
  tickets: { created: number; solved: number; open: number; byStatus: Record<string, number> };
  firstReplyMinutes?: { median: number; p90: number };
  chats: { started: number; ended: number; byHour: number[] };
  byAgent: { id: string }[];
}

describe('exports, hand-over notes and statistics', () => {
  let extension: ExtensionFixture;
  let sandbox: Sandbox;

  beforeEach(async () => {
    extension = new ExtensionFixture();
    sandbox = await extension.sandbox({ tickets: 60, agents: 4 });
    const owner = sandbox.credentials[0]!;
    await extension.signIn(owner.login, owner.apiKey);
    await call('livechat.localData.delete', { confirmed: true });
  });
  afterEach(() => extension.end());

  it('export every page as CSV or Markdown, filtered and with another separator', async () => {
    const csv = await call<{ text: string; rows: number }>('livechat.ticket.export', { format: 'csv' });
    assert.deepEqual([csv.rows, csv.text.trimEnd().split('\r\n').length], [60, 61]);
    assert.match(csv.text, /^id,shortId,subject,status,/);
    const filter = { status: 'open' };
    const open = await call<{ text: string; rows: number }>('livechat.ticket.export', {
      ...{ format: 'markdown', filter, separator: ';' },
    });
    const { total } = await call<{ total: number }>('livechat.ticket.list', filter);
    assert.deepEqual([open.rows, open.text.trimEnd().split('\n').length], [total, total + 2]);
    await refused(call('livechat.ticket.export', { format: 'pdf' }), 'invalid-input', /format/);
    await refused(
      call('livechat.ticket.export', { format: 'csv', filter: { page: 1 } }),
      'invalid-input',
      /page/,
    );
  });

  it('count what was read, and make no call', async () => {
    const { rows } = await call<{ rows: number }>('livechat.ticket.export', { format: 'csv' });
    const { total } = await call<{ total: number }>('livechat.ticket.list', { status: 'open' });
    sandbox.calls.reset();
    const from = '2000-01-01';
    const counted = await eventually('the statistics of all tickets', async () => {
      const result = await call<Statistics>('livechat.statistics', { from });
      return result.tickets.created === rows && result;
    });
    assert.equal(counted.tickets.open, total);
    assert.equal(counted.tickets.byStatus.open, total);
    assert.deepEqual([counted.chats.byHour.length, counted.complete], [24, false]);
    assert.equal(new Date(counted.to).toISOString(), counted.to);
    const note = await call<{ markdown: string; calls: number }>('livechat.handover', { from });
    assert.equal(note.calls, 0);
    assert.match(note.markdown, new RegExp(`^- New tickets: ${rows}$`, 'm'));
    assert.match(note.markdown, /^- Chats started: 0$/m);
    assert.match(note.markdown, /^- Chats ended: 0$/m);
    assert.deepEqual(sandbox.calls.byRoute, {});
  });

  it('refuse periods that are none', async () => {
    for (const command of ['livechat.handover', 'livechat.statistics']) {
      await refused(call(command, { from: 'yesterday' }), 'invalid-input', /from/);
      const swapped = { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };
      await refused(call(command, swapped), 'invalid-input', /to/);
    }
    await refused(call('livechat.handover', {}), 'invalid-input', /from/);
  });
});
