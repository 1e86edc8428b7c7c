import assert from 'node:assert/strict';
import { window } from '../../../bench/editorStandIn/window';
import { systemClock } from '../../../src/core/base/clock';
import type { Run, RunItem } from '../../../src/core/bulk/run';
import type { SearchHit } from '../../../src/core/localData/search';
import type { ReportSubject } from '../../../src/core/localData/reports/subjects';
import type { LocalStore } from '../../../src/core/localData/localStore';
import { bulkModel } from '../../../src/ui/bulk/bulkModel';
import { EventModel } from '../../../src/ui/chatDetail/eventModel';
import { chatPageLabels } from '../../../src/ui/chatDetail/chatLabels';
import { pickChat } from '../../../src/ui/chats/pickChat';
import { searchChats } from '../../../src/ui/chats/searchChats';
import { searchForCode } from '../../../src/ui/localData/searchForCode';
import { sentenceOf } from '../../../src/ui/messages/failureMessages';
import { chatMarkdown, ticketMarkdown } from '../../../src/ui/messages/markdown';
import { handOverForCode } from '../../../src/ui/reports/writeHandOverNote';
import { pickSubject } from '../../../src/ui/reports/pickSubject';
import type { App } from '../../../src/ui/shell/app';
import { eventViews, ticketView } from '../../../src/ui/ticketDetail/ticketView';
import { viewLabels } from '../../../src/ui/ticketDetail/viewLabels';
import { failureFrom } from '../api/support/failureFrom';
import { report } from '../reports/support/report';
import { openClassicConnection } from '../../../src/core/api/classic/classicConnection';
import { startTestSandbox } from '../support/testSandbox';
import { agent, chat, chatStarted, leftIn, mail, name, shieldView, ticket } from './support/people';

const shield = shieldView();
const { shown } = shield;
const session = {
  current: { kind: 'signed-in', account: { id: 'classic:a', kind: 'classic', name: agent } },
};
const subject: ReportSubject = {
  ...{ kind: 'ticket', id: 'T1', title: `Of ${name}`, requester: { name, mail }, at: 0, status: 'open' },
};
const chatSubject: ReportSubject = { ...subject, kind: 'chat', id: 'C1', title: name };

/** A quick pick that a person closes once its rows are there. @returns all that it showed */
async function shownIn(ask: () => Promise<unknown>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  const nothing = () => ({ dispose: () => undefined });
  const createQuickPick = () => {
    let hide = (): void => undefined;
    return {
      set title(text: string) {
        all.push(text);
      },
      set items(items: readonly { label: string; description?: string; detail?: string }[]) {
        all.push(...items.map(({ label, description, detail }) => ({ label, description, detail })));
        if (items.length > 0) setImmediate(hide);
      },
      onDidHide: (listener: () => void) => {
        hide = listener;
        return nothing();
      },
      ...{ onDidAccept: nothing, onDidTriggerButton: nothing, onDidChangeValue: nothing },
      ...{ show: () => undefined, dispose: () => undefined },
    };
  };
  Object.assign(window, { createQuickPick });
  try {
    await ask();
  } finally {
    Object.assign(window, { createQuickPick: undefined });
  }
  return all;
}

describe('while the shield is on, nothing of customers is left in', () => {
  const check = (value: unknown): void => {
    assert.ok(value !== undefined && value !== '');
    assert.deepEqual(leftIn(value), []);
  };

  it('the panel of a ticket, and its copy as Markdown', () => {
    const labels = viewLabels('groups');
    const masked = shown.ticket(ticket);
    const [view, events] = [ticketView(masked, labels), eventViews(masked, labels)];
    check([view, events]);
    check(ticketMarkdown(view, events, { conversation: 'Conversation', privateNote: 'Private' }));
  });

  it('the copy of a chat as Markdown', () => {
    const model = new EventModel('E1', shield);
    model.show(chatStarted.kind === 'ticket_created' ? assert.fail() : chatStarted);
    const { chat: view } = model.view;
    check(chatMarkdown(view ?? assert.fail(), model.events, chatPageLabels()));
  });

  it('the table of a change of several tickets, but for the message as it is sent', () => {
    const run: Run = { id: 1, account: 'classic:a', state: 'planned', createdAt: 0, request: {} };
    const message = `Dear ${name}`;
    const items: readonly RunItem[] = [
      { position: 0, ticketId: 'T1', ticket, change: { message, tags: [] }, state: 'waiting' },
      {
        ...{ position: 1, ticketId: 'T1', ticket, change: { status: 'solved' }, state: 'failed' },
        outcome: { why: { code: 'invalid-input', reasons: [`${mail} is wrong`] } },
      },
    ];
    const app = { agents: { state: { rows: [] } }, clock: systemClock, shield } as unknown as App;
    const model = bulkModel(app, run, items, { revision: 1, isActive: false });
    assert.equal(model.rows[0]?.message?.text, message);
    check({
      ...model,
      rows: model.rows.map((row) => ({ ...row, message: row.message && { ...row.message, text: '' } })),
    });
  });

  it('the hand-over note', async () => {
    const store = {
      report: () => Promise.resolve(report),
      subjects: () =>
        Promise.resolve(
          [subject, subject, subject, subject, chatSubject].map((row) => ({ rows: [row], total: 1 })),
        ),
      kept: { list: () => undefined },
    };
    const app = { clock: systemClock, session, shield, local: { get: () => Promise.resolve(store) } };
    const { markdown } = await handOverForCode(app as unknown as App, { from: '2026-01-01' });
    check(markdown);
    assert.match(markdown, /Requester [A-Z2-9]{6}/);
  });

  it('quick picks of chats, of the archive, and of what is behind a figure', async () => {
    const liveChats = { search: () => Promise.resolve({ rows: [chat], total: 1 }) };
    const app = {
      ...{ clock: systemClock, shield, agents: {} },
      session: { ...session, run: (work: (connection: unknown) => unknown) => work({ liveChats }) },
    } as unknown as App;
    check(await shownIn(() => pickChat(app, [chat])));
    check(await shownIn(() => searchChats(app)));
    for (const row of [subject, chatSubject])
      check(
        await shownIn(() =>
          pickSubject({} as unknown as LocalStore, 'classic:a', { rows: [row], total: 1 }, shown),
        ),
      );
  });

  it('what livechat.search finds, for code too', async () => {
    const hit: SearchHit = { kind: 'ticket', id: 'T1', title: `Order of ${name}`, excerpt: `João ${mail}` };
    const hits: readonly SearchHit[] = [hit, { ...hit, kind: 'chat', id: 'C1', title: name }];
    const kept = {
      ticket: () => ({ ticket }),
      chat: () => ({ value: { from: 'api', chat } }),
    };
    const store = { search: () => Promise.resolve({ hits, complete: true }), kept };
    const app = { session, shield, local: { get: () => Promise.resolve(store) } } as unknown as App;
    const found = await searchForCode(app, { query: 'order' });
    check(found);
    assert.deepEqual(
      found.hits.map(({ kind, id }) => [kind, id]),
      [
        ['ticket', 'T1'],
        ['chat', 'C1'],
      ],
    );
  });

  it('reasons that LiveChat gives for a failure', async () => {
    const sandbox = await startTestSandbox({ tickets: 25, agents: 3 });
    const [{ login, apiKey }] = [sandbox.credentials[0] ?? assert.fail()];
    const connection = openClassicConnection({
      credential: { account: { id: 'classic:a', kind: 'classic', name: login }, secret: apiKey },
      ...{ apiUrl: sandbox.url, callsPerMinute: 100, timeoutMs: 5_000, onCall: () => undefined },
      shownReason: (reason) => shown.text(reason),
    });
    try {
      shown.ticket(ticket);
      sandbox.faults.next({ status: 400, body: { errors: [`requester ${mail} (${name}) is not allowed`] } });
      const failure = await failureFrom(connection.tickets.get('T1'));
      const sentence = sentenceOf(failure, () => 'The ticket was not saved.');
      check(sentence);
      assert.match(
        sentence,
        /requester E-mail [A-Z2-9]{6} \((Requester|Visitor) [A-Z2-9]{6}\) is not allowed/,
      );
    } finally {
      connection.dispose();
      await sandbox.dispose();
    }
  });
});
