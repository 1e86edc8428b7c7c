import assert from 'node:assert/strict';
import { ThemeColor, ThemeIcon } from 'vscode';
import { Emitter } from '../../../src/core/base/event';
import { silentLog } from '../../../src/core/base/log';
import type { AgentRow } from '../../../src/core/domain/agent';
import type { ListenerView } from '../../../src/core/events/status/listenerStatus';
import type { AccountPush, LiveChat } from '../../../src/core/domain/liveChat';
import { expiryMs } from '../../../src/core/presence/presenceBoard';
import { encodePresenceMessage, type Activity } from '../../../src/core/presence/presenceMessage';
import { chatItem } from '../../../src/ui/chats/chatItem';
import { presenceText } from '../../../src/ui/presence/presenceLabels';
import { WindowPresence } from '../../../src/ui/presence/windowPresence';
import type { App } from '../../../src/ui/shell/app';
import { presenceOf, type WatchedPresence } from '../../../src/ui/shell/panels/presence';
import { ticketItem } from '../../../src/ui/tickets/views/ticketItem';
import { FakeClock } from '../support/fakeClock';

const account = 'platform:a';
const reading: Activity = { kind: 'ticket', id: 'T1', doing: 'reading' };
const typing: Activity = { ...reading, doing: 'typing' };

describe('presence in a window', () => {
  let clock: FakeClock;
  let asked: unknown[];
  let view: ListenerView;
  let active: string;
  let rows: AgentRow[];
  let app: App;
  let redrawn: number;
  let isVisible: boolean;
  let typedAt: number | undefined;
  let panel: WatchedPresence;
  let part: WindowPresence;
  let count: number;
  const state = new Map<string, unknown>();
  const pushed = new Emitter<AccountPush>();
  const viewChanged = new Emitter<ListenerView>();
  const sessionChanged = new Emitter<unknown>();

  beforeEach(() => {
    clock = new FakeClock();
    [asked, active, rows, redrawn, isVisible, typedAt, count] = [[], account, [], 0, true, undefined, 0];
    state.clear();
    view = { state: 'live', events: [] };
    app = {
      ...{ clock, log: silentLog, shared: {} },
      session: {
        get current() {
          return { kind: 'signed-in', account: { id: active } };
        },
        onDidChange: sessionChanged.event,
      },
      agents: { state: { rows } },
      local: { get: () => Promise.resolve({ agents: () => ({ rows: [agent('lee@shop.test', 'Lee')] }) }) },
      context: {
        globalState: {
          get: (key: string) => state.get(key),
          update: (key: string, value: unknown) => Promise.resolve(state.set(key, value)),
        },
      },
    } as unknown as App;
    panel = presenceOf(app).watch(
      { kind: 'ticket', id: 'T1' },
      { redraw: () => (redrawn += 1), isVisible: () => isVisible, typedAt: () => typedAt },
    );
    part = new WindowPresence(app, {
      get view() {
        return view;
      },
      onDidChange: viewChanged.event,
      onDidPushChat: pushed.event,
      ask: (_method, args) => Promise.resolve(asked.push(args)),
      refresh: () => undefined,
    });
  });
  afterEach(() => {
    part.dispose();
    panel.dispose();
  });

  function agent(login: string, name: string): AgentRow {
    return { kind: 'agent', agent: { login, name }, malformed: [] };
  }
  const shown = (...on: readonly Activity[]) => ({ shown: { account, on } });
  const receive = (by: string, on: readonly Activity[], of = account): void => {
    count += 1;
    const content = encodePresenceMessage({ sender: by.replace(/\W/g, ''), count, on });
    pushed.fire({ account: of, push: { kind: 'multicast', by, content } });
  };

  it('reports what a panel shows and where the person types, again to each leader', () => {
    clock.advance(4_500);
    assert.deepEqual(asked, [shown(), shown(), shown(reading)]);
    typedAt = clock.now();
    clock.advance(1_000);
    assert.deepEqual(asked.at(-1), shown(typing));
    viewChanged.fire(view);
    assert.deepEqual(asked.slice(-2), [shown(typing), shown(typing)]);
    isVisible = false;
    clock.advance(1_000);
    assert.deepEqual(asked.at(-1), shown());
  });

  it('shows other agents by name in the panel, until they leave or expire', async () => {
    rows.push(agent('Kim@shop.test', 'Kim\u202e\nPark'));
    await new Promise((done) => setImmediate(done));
    receive('kim@shop.test', [reading]);
    receive('lee@shop.test', [typing]);
    receive('max@shop.test', [reading], 'platform:other');
    assert.deepEqual(panel.view(), { presence: 'Lee is typing, Kim Park is reading' });
    assert.deepEqual(panel.view('Lee is typing…'), { presence: 'Kim Park is reading' });
    receive('unknown@shop.test', [reading]);
    assert.deepEqual(panel.view(), { presence: 'Lee is typing, Kim Park is reading, 1 more' });
    const before = redrawn;
    assert.equal(before, 3);
    clock.advance(expiryMs);
    assert.deepEqual(panel.view(), {});
    assert.ok(redrawn > before);
  });

  it('forgets them with the account, with listening, and when it is switched off', () => {
    receive('kim@shop.test', [reading]);
    active = 'platform:b';
    sessionChanged.fire(undefined);
    assert.deepEqual(panel.view(), {});
    receive('kim@shop.test', [reading], active);
    assert.deepEqual(panel.view(), { presence: 'kim@shop.test is reading' });
    viewChanged.fire({ state: 'off', events: [] });
    assert.deepEqual(panel.view(), {});
    receive('kim@shop.test', [reading], active);
    part.dispose();
    assert.deepEqual([panel.view(), asked.at(-1)], [{}, {}]);
    assert.equal(clock.pending, 0);
  });

  it('says once that the scope is missing', async () => {
    for (let time = 0; time < 2; time += 1) {
      viewChanged.fire({ ...view, presence: 'refused' });
      viewChanged.fire(view);
      await new Promise((done) => setImmediate(done));
    }
    assert.deepEqual([...state], [[`presence.refused.${account}`, true]]);
  });

  it('stands in rows after the id or time, with an icon, in their hovers and for screen readers', () => {
    const present = presenceText([{ name: 'Kim', doing: 'typing' }]);
    const row = { kind: 'ticket', ticket: { id: 'T1', status: 'open' }, malformed: [] } as const;
    const ticket = ticketItem({ kind: 'ticket', key: 'open', row }, 0, new Set(), undefined, present);
    assert.equal(ticket.description, 'T1 · Kim is typing');
    assert.deepEqual(ticket.iconPath, new ThemeIcon('edit', new ThemeColor('charts.green')));
    const chat: LiveChat = {
      ...{ chatId: 'C', threadId: 'T', isActive: true, groups: [], tags: [], users: [], isFollowed: false },
      startedAt: '2026-07-01T11:00:00.000Z',
    };
    const item = chatItem(
      { kind: 'chat', section: 'others', chat, account },
      Date.parse('2026-07-01T11:05:00.000Z'),
      () => undefined,
      presenceText([{ name: 'Kim', doing: 'reading' }]),
    );
    assert.equal(item.description, '5m · Kim is reading');
    assert.deepEqual(item.iconPath, new ThemeIcon('eye', new ThemeColor('descriptionForeground')));
    for (const { tooltip, accessibilityInformation } of [ticket, item]) {
      assert.ok(typeof tooltip === 'string');
      assert.match(tooltip, /Now: Kim is (typing|reading)/);
      assert.match(accessibilityInformation?.label ?? '', /Kim is (typing|reading)/);
    }
  });
});
