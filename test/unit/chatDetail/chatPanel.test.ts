import assert from 'node:assert/strict';
import type { WebviewPanel } from 'vscode';
import { Emitter } from '../../../src/core/base/event';
import type { EventView } from '../../../src/protocol/conversation';
import type { ChatModel } from '../../../src/ui/chatDetail/chatModel';
import type { ChatView } from '../../../src/protocol/chat';
import type { ComposerView, LiveView } from '../../../src/protocol/liveChat';
import { ChatPanel } from '../../../src/ui/chatDetail/chatPanel';
import { noShield, type ShieldView } from '../../../src/ui/shell/shield';
import { ChatPreview } from '../../../src/ui/chatDetail/chatPreview';
import { FakeClock } from '../support/fakeClock';

interface Posted {
  readonly name?: string;
  readonly payload?: { readonly from?: number; readonly events?: readonly EventView[] };
}

const message = (index: number): EventView => ({ kind: 'message', isPrivate: false, text: `m${index}` });
const nothing = { dispose: () => undefined };

function openPanel(
  events: readonly EventView[],
  { isNew = false, shield = noShield }: { readonly isNew?: boolean; readonly shield?: ShieldView } = {},
) {
  const clock = new FakeClock();
  const posted: Posted[] = [];
  const loads: (readonly unknown[] | undefined)[] = [];
  const received = new Emitter<unknown>();
  const changed = new Emitter<void>();
  const viewState = new Emitter<void>();
  const view: ChatModel['view'] = { ...(isNew && { chat: { title: 'Kim' } as unknown as ChatView }) };
  const model = {
    events,
    newest: (count: number) => model.events.slice(-count),
    ...{ subject: { eventId: 'E' }, title: 'Kim', hasUnsaved: false, visitor: undefined, view },
    ...{ addresses: new Set<string>(), onDidChange: changed.event, ...nothing },
  };
  const panel = {
    title: '',
    active: true,
    webview: {
      postMessage: (one: Posted) => posted.push(one),
      onDidReceiveMessage: received.event,
    },
    onDidChangeViewState: viewState.event,
    onDidDispose: () => nothing,
  };
  const chatPanel = new ChatPanel({
    panel: panel as unknown as WebviewPanel,
    ...{
      clock,
      model: model satisfies ChatModel,
      preview: new ChatPreview({ clock, keys: { answered: () => Promise.resolve() } }, false),
      hasPage: false,
    },
    ...(isNew && { load: (first?: readonly unknown[]) => loads.push(first) }),
    shield,
    presence: () => ({ view: () => ({}), dispose: () => undefined }),
    log: (thrown) => assert.fail(String(thrown)),
    used: () => undefined,
    changed: () => undefined,
    closed: () => undefined,
  });
  const ready = (payload: object): void => received.fire({ kind: 'command', name: 'ready', payload });
  if (!isNew) ready({});
  return {
    ...{ clock, chatPanel, model, loads, ready },
    show: (next: readonly EventView[]) => {
      model.events = next;
      changed.fire();
    },
    /** What the page has. */
    page: () =>
      posted.reduce<readonly EventView[]>(
        (known, { name, payload: { from = 0, events: sent = [] } = {} }) => {
          if (name === 'conversation') return sent;
          if (name === 'earlier') return [...sent, ...known];
          return name === 'change' ? [...known.slice(0, from), ...sent] : known;
        },
        [],
      ),
    names: () => posted.flatMap(({ name }) => name ?? []),
    /** @param composer absent while the person is not in the chat */
    setLive: (composer?: Pick<ComposerView, 'resumes'>) => {
      const live = { key: 'k', actions: [], isBusy: false, ...(composer && { composer }) };
      model.view = { live: live as unknown as LiveView };
      changed.fire();
    },
    setActive: (isActive: boolean) => {
      panel.active = isActive;
      viewState.fire();
    },
    asks: (name: string, payload: object) => received.fire({ kind: 'command', name, payload }),
  };
}

describe('The panel of a long chat', () => {
  const all = Array.from({ length: 1_000 }, (_, index) => message(index));

  it('forgets what the page said only when the privacy shield is switched on: a refusal stays when it is off', () => {
    const switched = new Emitter<undefined>();
    const shield = { ...noShield, isOn: true, onDidChange: switched.event };
    const { names } = openPanel([], { shield });
    switched.fire(undefined);
    shield.isOn = false;
    switched.fire(undefined);
    assert.equal(names().filter((name) => name === 'shielded').length, 1);
  });

  it('sends the newest messages first and the others soon after', () => {
    const { clock, page, names } = openPanel(all);
    assert.deepEqual(page(), all.slice(-60));
    clock.advance(1_000);
    assert.deepEqual(page(), all);
    assert.deepEqual(names(), ['show', 'conversation', 'earlier']);
  });

  it('sends a message that comes in between behind the others', () => {
    const { clock, page, names, show } = openPanel(all);
    show([...all, message(1_000)]);
    assert.deepEqual(page(), [...all, message(1_000)]);
    clock.advance(1_000);
    assert.deepEqual(names(), ['show', 'conversation', 'earlier', 'change']);
  });

  it('does the same if the messages are loaded after the page', () => {
    const { clock, page, show } = openPanel([]);
    show(all);
    assert.deepEqual(page(), all.slice(-60));
    clock.advance(1_000);
    assert.deepEqual(page(), all);
  });

  it('sends all again if the oldest of the first messages has changed in between', () => {
    const { clock, page, show } = openPanel(all);
    const next = all.with(940, message(-1));
    show(next);
    clock.advance(1_000);
    assert.deepEqual(page(), next);
  });

  it('sends a message before what else has changed with it', () => {
    const { clock, names, model, show } = openPanel(all);
    clock.advance(1_000);
    const before = names().length;
    model.view = { live: { key: 'k', actions: [], isBusy: false } };
    show([...all, message(1_000)]);
    assert.deepEqual(names().slice(before), ['change', 'show']);
  });

  it('sends all again if its messages are other objects each time', () => {
    const { clock, page, model } = openPanel(all);
    model.events = structuredClone(all);
    clock.advance(1_000);
    assert.deepEqual(page(), all);
  });

  it('sends nothing once it is closed', () => {
    const { clock, page, chatPanel } = openPanel(all);
    chatPanel.dispose();
    clock.advance(1_000);
    assert.equal(page().length, 60);
  });
});

describe('The page of a new panel of a chat', () => {
  const all = Array.from({ length: 1_000 }, (_, index) => message(index));
  const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

  it('is loaded with the newest messages, and gets the others later', async () => {
    const { loads, ready, page, names, clock } = openPanel(all, { isNew: true });
    await turn();
    const [first] = loads as unknown as readonly [readonly Posted[]];
    assert.deepEqual(
      first.flatMap(({ name }) => name ?? []),
      ['show', 'conversation'],
    );
    assert.deepEqual(first.at(-1)?.payload?.events, all.slice(-60));
    clock.advance(1_000);
    assert.deepEqual(names(), []);
    ready({ shown: 'E' });
    assert.deepEqual(names(), []);
    clock.advance(1_000);
    assert.deepEqual(names(), ['earlier']);
    assert.deepEqual(page(), all.slice(0, -60));
  });

  it('gets a message that came before it could receive it', async () => {
    const { ready, names, show } = openPanel(all, { isNew: true });
    await turn();
    show([...all, message(1_000)]);
    assert.deepEqual(names(), []);
    ready({ shown: 'E' });
    assert.deepEqual(names(), ['earlier', 'change']);
  });

  it('gets all after it was unloaded, or if it was loaded for another chat', async () => {
    for (const payload of [{ subject: { eventId: 'E' } }, { shown: 'other' }]) {
      const { ready, page } = openPanel(all, { isNew: true });
      await turn();
      ready(payload);
      assert.deepEqual(page(), all.slice(-60));
    }
  });
});

describe('The focus of a chat’s panel', () => {
  const moves = ({ names }: ReturnType<typeof openPanel>): number =>
    names().filter((name) => name === 'inputFocused').length;

  it('moves to the input of a chat that the person opened, once it is there', () => {
    const opened = openPanel([]);
    opened.chatPanel.opened({ preserveFocus: false, isPreview: false });
    opened.setLive();
    assert.equal(moves(opened), 0);
    opened.setLive({});
    opened.setLive({});
    assert.equal(moves(opened), 1);
  });

  it('moves there after joining, and not to the input that would resume a chat', () => {
    const opened = openPanel([]);
    opened.setLive();
    opened.asks('act', { action: 'join' });
    opened.setLive({ resumes: true });
    assert.equal(moves(opened), 0);
    opened.setLive({});
    assert.equal(moves(opened), 1);
  });

  it('stays where it is in a panel that is not active, and after another action', () => {
    const opened = openPanel([]);
    opened.setActive(false);
    opened.chatPanel.opened({ preserveFocus: false, isPreview: false });
    opened.setLive({});
    assert.equal(moves(opened), 0);
    opened.setActive(true);
    assert.equal(moves(opened), 1);
    opened.setLive();
    opened.chatPanel.opened({ preserveFocus: false, isPreview: false });
    opened.asks('act', { action: 'copyLink' });
    opened.setLive({});
    opened.chatPanel.enter('Kim, 1 of 2');
    assert.equal(moves(opened), 1);
  });
});
