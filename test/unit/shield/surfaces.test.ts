import assert from 'node:assert/strict';
import type { TreeItem } from 'vscode';
import { onDidShowMessage } from '../../../bench/editorStandIn/window';
import { systemClock } from '../../../src/core/base/clock';
import { silentLog } from '../../../src/core/base/log';
import type { EventNotification } from '../../../src/core/events/status/notification';
import type { ScheduledItem } from '../../../src/core/scheduling/scheduledItem';
import type { AuditEntry } from '../../../src/core/stores/auditLog';
import type { DraftSubject } from '../../../src/core/stores/drafts/draft';
import { ActivityTree } from '../../../src/ui/activity/activityTree';
import { auditText } from '../../../src/ui/audit/auditText';
import { EventModel } from '../../../src/ui/chatDetail/eventModel';
import { ChatTree } from '../../../src/ui/chats/chatTree';
import { reportText } from '../../../src/ui/chats/closingMessages';
import { Notifications, type NotificationsOptions } from '../../../src/ui/listening/notifications';
import { previewValues } from '../../../src/ui/replies/previewValues';
import { exportForCode } from '../../../src/ui/reports/exportTickets';
import { requesterText, shownSubject } from '../../../src/ui/reports/reportRows';
import { excerptOf, noticeText, summaryText, titleOf } from '../../../src/ui/scheduling/scheduleTexts';
import type { App } from '../../../src/ui/shell/app';
import { RedactedLog } from '../../../src/ui/shell/redactedLog';
import type { ActivityNode, ChatNode } from '../../../src/ui/shell/trees/nodes';
import { filterLine } from '../../../src/ui/tickets/filterLabels';
import { shownNode } from '../../../src/ui/tickets/views/shownNode';
import { ticketItem, type ListNode } from '../../../src/ui/tickets/views/ticketItem';
import { ticketVersions } from '../../../src/ui/ticketDetail/detailMessages';
import { openLive } from '../chatDetail/support/openLive';
import {
  agent,
  chat,
  chatStarted,
  leftIn,
  mail,
  name,
  shieldOf,
  shieldView,
  ticket,
  ticketCreated,
  url,
} from './support/people';

const shield = shieldView();
const { shown } = shield;
const never = (): { dispose(): void } => ({ dispose: () => undefined });
const savedAt = '2026-01-02T10:00:00.000Z';

/** One node of each kind: a new kind of row does not compile until it is here. */
type OneOfEach<Node extends { readonly kind: string }> = {
  readonly [Kind in Node['kind']]: Extract<Node, { readonly kind: Kind }>;
};

const draft = (subject: DraftSubject, title: string) => ({ account: 'platform:a', subject, title, savedAt });

/** From before the shield was switched on. */
const refused = { code: 'forbidden', reasons: [`${name} <${mail}> at 203.0.113.77 is blocked`] } as const;

const ticketNodes: OneOfEach<ListNode> = {
  group: { kind: 'group', key: 'open', total: 1 },
  ticket: { kind: 'ticket', key: 'open', row: { kind: 'ticket', ticket, malformed: ['subject'] } },
  more: { kind: 'more', key: 'open', left: 1, busy: false },
  drafts: { kind: 'drafts', key: undefined, items: [] },
  draft: { kind: 'draft', key: undefined, item: draft('reply/T7', `Order of ${name}`) },
  failure: { kind: 'failure', key: undefined, why: refused },
};
const chatNodes: OneOfEach<ChatNode> = {
  section: { kind: 'section', section: 'mine', chats: [chat] },
  chat: { kind: 'chat', section: 'mine', chat, account: 'platform:a' },
  kept: { kind: 'kept', chats: [{ chat, keptAt: 0 }] },
  keptChat: { kind: 'keptChat', kept: { chat, keptAt: 0 }, account: 'platform:a' },
  more: { kind: 'more', busy: false },
  hint: { kind: 'hint' },
  failure: { kind: 'failure', why: refused },
};
const entry = { seq: 1, at: savedAt, arrival: chatStarted };
const activityNodes: OneOfEach<ActivityNode> = {
  day: { kind: 'day', day: '2026-01-02', entries: [entry] },
  entry: { kind: 'entry', entry },
  more: { kind: 'more' },
  problem: { kind: 'problem', why: 'locked' },
};

describe('while the shield is on, nothing of customers is left in', () => {
  const check = (value: unknown): void => {
    assert.ok(value !== undefined && value !== '');
    assert.deepEqual(leftIn(value), []);
  };

  it('rows, hovers and accessibility labels of tickets and drafts', () => {
    const draw = (node: ListNode): TreeItem => ticketItem(shownNode(node, shown), 0, new Set());
    for (const node of Object.values(ticketNodes)) check(withoutArguments(draw(node)));
    const subjects: readonly DraftSubject[] = ['chat/C1', 'ticket.new', 'reply/T1', 'reply/unknown'];
    for (const subject of subjects) {
      const item = draft(subject, subject === 'chat/C1' ? name : `Order of ${name}`);
      check(withoutArguments(draw({ kind: 'draft', key: undefined, item })));
    }
    const filter = shown.query({ requesterMail: mail, query: `from ${mail}` });
    check(filterLine(filter, { groupedBy: 'groups', nameOf: () => undefined }));
  });

  it('rows, hovers and accessibility labels of chats', () => {
    const app = { clock: systemClock, shield, shared: {} } as unknown as App;
    const none = {} as never;
    const nothing = (): undefined => undefined;
    const tree = new ChatTree(app, none, () => true, nothing, none, none, never);
    for (const node of Object.values(chatNodes)) check(withoutArguments(tree.getTreeItem(node)));
  });

  it('rows, hovers and accessibility labels of events', () => {
    const tree = new ActivityTree({} as never, systemClock, never, shield);
    for (const node of Object.values(activityNodes)) check(withoutArguments(tree.getTreeItem(node)));
    check(withoutArguments(tree.getTreeItem({ kind: 'entry', entry: { ...entry, arrival: ticketCreated } })));
  });

  it('the panel of a running chat: title, facts, conversation, addresses and announcements', () => {
    const { model } = openLive(chat, { shown: () => shown });
    check([model.title, model.view, model.events, [...model.addresses], model.announcement]);
    void model.live.act('customersView');
    check([model.title, model.view, model.events]);
    // Actions get the chat itself.
    assert.equal(model.chat, chat);
  });

  it('the panel of an event', () => {
    const model = new EventModel('E1', shield);
    model.show(chatStarted.kind === 'ticket_created' ? assert.fail() : chatStarted);
    check([model.title, model.view, model.events, [...model.addresses]]);
  });

  it('the comparison of two versions of a ticket', () => {
    const conflict = {
      kind: 'conflict',
      fields: [],
      base: ticket,
      current: ticket,
      merged: ticket,
      readAt: 0,
    } as const;
    check(ticketVersions({ ...conflict, base: { ...ticket, events: [] } }, undefined, shown));
  });

  it('notifications and the status bar', async () => {
    const texts: string[] = [];
    const listening = onDidShowMessage((text) => texts.push(text));
    const about = {
      surface: 'toast',
      account: 'platform:a',
      chatId: 'C1',
      threadId: 'H1',
      count: 1,
    } as const;
    const customer = { name, email: mail };
    const notices: readonly EventNotification[] = [
      { kind: 'one', surface: 'toast', arrival: chatStarted },
      { kind: 'one', surface: 'statusBar', arrival: ticketCreated },
      { ...about, kind: 'message', name, text: `${name} wrote`, customer },
      { ...about, kind: 'message', name, text: `by ${name}` },
      { ...about, kind: 'message', name: 'Anna Agent', isByAgent: true, text: `Dear ${name}`, customer },
      { ...about, kind: 'assigned', name: mail, customer },
      { ...about, kind: 'waiting', name, since: 0 },
    ];
    const notifications = new Notifications(silentLog, {
      ...{ clock: systemClock, shield, eventService: {}, openArrival: never, openChat: never },
      doNotDisturb: { load: () => Promise.resolve(false) },
      timeLimits: () => Promise.resolve(undefined),
      showInStatusBar: (text: string) => texts.push(text),
    } as unknown as NotificationsOptions);
    for (const notice of notices) notifications.show(notice);
    await new Promise((done) => setImmediate(done));
    listening.dispose();
    assert.equal(texts.length, notices.length);
    check(texts);
    assert.ok(texts.some((text) => text.includes('Anna Agent')));
    check(reportText({ chat: shown.chat(chat), outcome: { kind: 'mine' } } as never));
  });

  it('the audit log', () => {
    const about = { at: savedAt, account: 'platform:a', who: agent, outcome: 'done' } as const;
    const entries: readonly AuditEntry[] = [
      {
        ...{ ...about, action: 'ticket.create', target: mail },
        after: {
          'requester.mail': mail,
          'requester.name': name,
          subject: `Of ${name}`,
          'assignee.id': agent,
        },
      },
      {
        ...about,
        action: 'ticket.update',
        target: 'T1',
        before: { requester: { name, mail } },
        after: { tags: [mail] },
      },
      { ...about, action: 'chat.send', target: 'C1', after: { message: `Dear ${name}` } },
      { ...about, action: 'agent.update', target: agent, after: { name: 'Anna' } },
    ];
    const text = auditText({
      entries: entries.map((one) => shown.audit(one)),
      unreadable: 0,
      unsaved: false,
    });
    check(text);
    assert.match(text, new RegExp(agent));
  });

  it('search results, which show a ticket that is not known by its id alone', () => {
    const own = shieldOf().shown;
    const hit = { kind: 'ticket', id: 'T1', title: `Order of ${name}`, excerpt: `João ${mail}` } as const;
    assert.deepEqual(own.hit(hit), { ...hit, title: '', excerpt: '' });
    check(own.hit(hit, { name, mail }));
    check(own.hit({ ...hit, kind: 'chat', title: name }));
    check(own.hit({ ...hit, kind: 'chat', title: mail, excerpt: mail }));
  });

  it('scheduled replies and reminders, of people who were not shown since the start', () => {
    const own = shieldOf().shown;
    const item: ScheduledItem = {
      ...{ id: 1, account: 'platform:a', kind: 'reply', target: 'chat', targetId: 'C1', title: name },
      ...{ dueAt: 0, createdAt: 0, state: 'unsent', reply: { text: `Dear João ${mail}`, isPrivate: false } },
    };
    const of = (more: Partial<ScheduledItem>): ScheduledItem => ({ ...item, ...more });
    const items = [
      item,
      of({ title: '' }),
      of({ state: 'unconfirmed' }),
      of({ target: 'ticket', targetId: 'T1', title: `Order of ${name}` }),
      of({ kind: 'reminder', state: 'shown' }),
    ];
    for (const each of items) check([titleOf(each, own), excerptOf(each, own), noticeText(each, own)]);
    check(summaryText(items, own));
    assert.match(titleOf(item, own), /^Visitor [A-Z2-9]{6}$/);
    assert.equal(titleOf(of({ target: 'ticket', targetId: 'A1' }), own), 'Draft of reply/A1');
    own.ticket(ticket);
    const known = of({ target: 'ticket', targetId: 'T1', title: 'Order' });
    assert.equal(titleOf(known, own), 'Order');
    assert.match(excerptOf(known, own), /^Dear Requester /);
  });

  it('exports and hand-over notes', async () => {
    const ticketActions = {
      capabilities: { statuses: ['open'] },
      listAll: () => Promise.resolve({ tickets: [ticket], rows: [], unreadable: 0 }),
    };
    const app = { shield, actions: () => Promise.resolve({ ticketActions }) } as unknown as App;
    for (const format of ['csv', 'markdown']) {
      const { text, rows } = await exportForCode(app, { format });
      check(text);
      assert.equal(rows, 1);
      assert.match(text, /Requester [A-Z2-9]{6}/);
    }
    const row = { kind: 'ticket', id: 'T1', title: `Of ${name}`, requester: { name, mail }, at: 0 } as const;
    const masked = shownSubject(row, shown);
    check([masked, requesterText(masked)]);
  });

  it('the preview of a canned reply', () => {
    const values = {
      ...{ 'requester.name': name, 'requester.firstName': 'João', 'requester.email': mail },
      ...{ 'ticket.subject': `Of João`, 'chat.page': url, 'agent.email': agent, 'agent.name': 'Anna Agent' },
    };
    const preview = previewValues(values, shown);
    check(preview);
    assert.equal(preview['agent.email'], agent);
  });

  it('the log', () => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const log = new RedactedLog({
      ...{ trace: write, debug: write, info: write, warn: write, error: write },
      ...{ show: () => undefined, dispose: () => undefined },
    });
    log.shown = (line) => shown.logLine(line);
    log.warn(`ticket of ${name} <${mail}> from 203.0.113.77: refused by 127.0.0.1`);
    check(lines);
    assert.match(lines.join(), /127\.0\.0\.1/);
  });
});

/** Arguments of commands are ids. */
function withoutArguments(item: object): object {
  const { label, description, tooltip, accessibilityInformation, id } = item as Record<string, unknown>;
  return { label, description, tooltip, accessibilityInformation, id };
}
