import assert from 'node:assert/strict';
import type { WebviewPanel } from 'vscode';
import { Emitter } from '../../../src/core/base/event';
import type { RunRequest } from '../../../src/core/bulk/run';
import type { TicketSummary } from '../../../src/core/domain/ticket';
import type { BulkModel, BulkRow } from '../../../src/protocol/bulk';
import { BulkPanel } from '../../../src/ui/bulk/bulkPanel';
import { noShield } from '../../../src/ui/shell/shield';
import type { App } from '../../../src/ui/shell/app';
import { BulkFixture } from './support/bulkFixture';

interface Posted {
  readonly name: 'show' | 'progress';
  readonly payload: BulkModel;
}

describe('the panel of a run of changes', () => {
  let fixture: BulkFixture;
  let tickets: readonly TicketSummary[];
  let posted: Posted[];
  let received: Emitter<unknown>;
  let shown: Emitter<void>;
  let opened: number[];
  let panel: BulkPanel;

  beforeEach(async () => {
    fixture = await BulkFixture.open();
    tickets = await fixture.tickets(3);
    posted = [];
    opened = [];
    received = new Emitter<unknown>();
    shown = new Emitter<void>();
  });
  afterEach(async () => {
    panel.dispose();
    await fixture.close();
  });

  const page = (): BulkModel => {
    let model: BulkModel | undefined;
    for (const { name, payload } of posted) {
      const rows = model?.rows.map(
        (row) => payload.rows.find(({ position }) => position === row.position) ?? row,
      );
      model = name === 'show' ? payload : model && { ...model, ...payload, rows: rows ?? [] };
    }
    return model ?? assert.fail('nothing was posted');
  };
  const row = (position: number): BulkRow => page().rows[position] ?? assert.fail('no such row');
  const command = (name: string, payload: object = {}): void =>
    received.fire({ kind: 'command', name, payload });
  /** Resolves once the page shows it. */
  const until = async (isShown: (model: BulkModel) => boolean): Promise<void> => {
    while (posted.length === 0 || !isShown(page())) {
      await new Promise<void>((resolve) => {
        const waiting = shown.event(() => {
          waiting.dispose();
          resolve();
        });
      });
    }
  };

  async function open(request: RunRequest): Promise<number> {
    const items = tickets.map((ticket) => ({
      ticketId: ticket.id,
      ticket,
      change: {},
      state: 'waiting' as const,
    }));
    const { rows } = fixture;
    const id = await rows.create({ account: fixture.account, request }, 'selected', items, 0);
    const { deps, ticketActions } = fixture.inner;
    const log = { error: (text: string) => assert.fail(text) };
    const runner = fixture.window('one');
    const webview = {
      postMessage: (message: Posted) => {
        posted.push(structuredClone(message));
        setImmediate(() => shown.fire());
      },
      onDidReceiveMessage: received.event,
    };
    const editor = {
      title: '',
      webview,
      onDidDispose: () => ({ dispose: () => undefined }),
      dispose: () => undefined,
    };
    const tools = {
      ...{ app: { ...deps, log, shield: noShield } as unknown as App, actions: ticketActions, rows, runner },
      work: (run: number) => void runner.run(run),
      openRun: (run: number) => opened.push(run),
      openForm: () => undefined,
      openTicket: () => undefined,
    };
    panel = new BulkPanel(tools, editor as unknown as WebviewPanel, id, () => undefined);
    command('ready');
    await until(({ stage }) => stage === 'planned');
    return id;
  }

  it('shows what will change, sends exactly what is confirmed, and reports it', async () => {
    const id = await open({
      status: 'solved',
      message: 'Hello {{requester.name | there}} about {{ticket.id}}',
    });
    const name = tickets[1]?.requester?.name ?? 'there';
    assert.deepEqual(row(1).changes, ['Status: Open → Solved']);
    assert.equal(row(1).message?.text, `Hello ${name} about ${tickets[1]?.id}`);
    assert.ok(page().notes.some((text) => text.includes('cannot be taken back')));
    command('edit', { position: 1, text: 'Dear customer' });
    command('include', { position: 2, isIncluded: false });
    await until(({ rows }) => rows[1]?.message?.text === 'Dear customer' && rows[2]?.isIncluded === false);
    assert.equal(fixture.writes, 0);
    const { revision } = page();
    command('confirm', { revision: revision - 1 });
    await until(() => true);
    assert.equal((await fixture.rows.run(id))?.state, 'planned', 'the plan has changed since');
    command('confirm', { revision });
    await until(({ stage }) => stage === 'ended');
    assert.deepEqual(await fixture.states(id), ['done', 'done', 'not-sent']);
    assert.equal(await fixture.messages(tickets[1]?.id ?? '', 'Dear customer'), 1);
    assert.equal(await fixture.messages(tickets[2]?.id ?? '', 'Hello'), 0);
    assert.equal(page().summary, 'Done: 2. Not sent: 1.');
    assert.ok(page().buttons.undo);
  });

  it('does not send a message with a variable that has no value', async () => {
    await open({ message: 'Page: {{chat.page}}' });
    assert.deepEqual(
      page().rows.map(({ tone, isIncluded }) => [tone, isIncluded]),
      tickets.map(() => ['problem', false]),
    );
    assert.match(row(0).detail ?? '', /chat\.page/);
    assert.equal(page().buttons.confirm, undefined);
    command('include', { position: 0, isIncluded: true });
    command('edit', { position: 0, text: 'No variable' });
    command('include', { position: 0, isIncluded: true });
    await until(({ rows }) => rows[0]?.isIncluded === true);
    assert.equal(row(0).message?.text, 'No variable');
    assert.equal(row(1).isIncluded, false);
  });

  it('plans the undo of a run, which is confirmed on its own', async () => {
    const id = await open({ status: 'pending' });
    command('confirm', { revision: page().revision });
    await until(({ stage }) => stage === 'ended');
    command('undo');
    while (opened.length === 0) await new Promise((turned) => setImmediate(turned));
    const [undo = 0] = opened;
    assert.equal((await fixture.rows.run(undo))?.undoOf, id);
    assert.deepEqual(
      (await fixture.items(undo)).map(({ change }) => change),
      tickets.map(() => ({ status: 'open' })),
    );
    assert.equal(fixture.writes, 3, 'nothing is undone yet');
  });
});
