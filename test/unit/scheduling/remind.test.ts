import assert from 'node:assert/strict';
import { window } from 'vscode';
import { silentLog } from '../../../src/core/base/log';
import { Scheduling } from '../../../src/ui/scheduling/scheduling';
import type { App } from '../../../src/ui/shell/app';
import { noShield } from '../../../src/ui/shell/shield';
import type { DetailPanel } from '../../../src/ui/ticketDetail/detailPanel';
import { activeTicket } from '../../../src/ui/ticketDetail/ticketComposer';
import { account, ScheduleFixture } from './support/scheduleFixture';

describe('a reminder', () => {
  let fixture: ScheduleFixture;
  beforeEach(async () => {
    fixture = await ScheduleFixture.open();
    Object.assign(window, { createQuickPick: () => createQuickPick() });
  });
  afterEach(async () => {
    Object.assign(window, { createQuickPick: undefined });
    await fixture.close();
  });

  const panelOf = (isActive: boolean) =>
    ({
      panel: { active: isActive },
      model: { ticket: { subject: 'Zipper' } },
      sendLater: () => undefined,
    }) as unknown as DetailPanel;

  it('belongs to the account of the panel or row that it is about', async () => {
    const panels = new Map([
      ['classic:bo reply/A2', panelOf(false)],
      [`${account} reply/A1`, panelOf(true)],
    ]);
    const app = appOf(fixture, 'classic:bo');
    const rooms = { active: () => activeTicket(panels) } as Parameters<typeof Scheduling.open>[1];
    const scheduling = await Scheduling.open(app, rooms);
    await scheduling.remindOf(undefined);
    await scheduling.remindOf({ id: 'A2', subject: 'Button' });
    const of = async (id: string): Promise<unknown> =>
      (await fixture.rows.list())
        .filter((item) => item.account === id)
        .map(({ kind, targetId, title }) => [kind, targetId, title]);
    assert.deepEqual(await of(account), [['reminder', 'A1', 'Zipper']]);
    assert.deepEqual(await of('classic:bo'), [['reminder', 'A2', 'Button']]);
    await scheduling.close();
    scheduling.dispose();
  });
});

describe('the list of scheduled replies and reminders', () => {
  let fixture: ScheduleFixture;
  beforeEach(async () => {
    fixture = await ScheduleFixture.open();
  });
  afterEach(async () => {
    Object.assign(window, { createQuickPick: undefined });
    await fixture.close();
  });

  for (const active of [account, 'classic:bo', undefined]) {
    it(`has those of all accounts, with the name of another account, for ${active ?? 'none'}`, async () => {
      await fixture.add('reminder', 60_000, '', { title: 'Zipper' });
      await fixture.add('reply', 120_000, 'Hello', { account: 'classic:bo', title: 'Button' });
      const listed: unknown[] = [];
      Object.assign(window, { createQuickPick: () => createQuickPick({ seen: listed, isCancelled: true }) });
      const scheduling = await Scheduling.open(appOf(fixture, active), {} as never);
      await scheduling.show();
      const accounts = (listed as { label: string; description: string }[]).map(({ label, description }) => [
        label,
        description.split(' · ')[2],
      ]);
      const nameOf = (id: string) => (id === active ? undefined : id.replace('classic:', ''));
      assert.deepEqual(accounts, [
        ['Zipper', nameOf(account)],
        ['Button', nameOf('classic:bo')],
      ]);
      await scheduling.close();
      scheduling.dispose();
    });
  }
});

/** @param active id of the active account */
function appOf({ clock, database }: ScheduleFixture, active: string | undefined): App {
  const current =
    active === undefined ? { kind: 'signed-out' } : { kind: 'signed-in', account: { id: active } };
  return {
    ...{ clock, log: silentLog, shield: noShield, drafts: { onDidChange: nothing } },
    database: () => Promise.resolve(database),
    session: { current, load: () => Promise.resolve() },
  } as unknown as App;
}

const nothing = () => ({ dispose: () => undefined });

/** Its first item is selected once its items are there, or it is cancelled. */
function createQuickPick({ seen = [] as unknown[], isCancelled = false } = {}) {
  let [accept, cancel] = [(): void => undefined, (): void => undefined];
  let items: readonly unknown[] = [];
  return {
    get selectedItems() {
      return items.slice(0, 1);
    },
    set items(all: readonly unknown[]) {
      items = all;
      seen.push(...all);
      setImmediate(() => (isCancelled ? cancel() : accept()));
    },
    onDidAccept: (listener: () => void) => {
      accept = listener;
      return nothing();
    },
    onDidHide: (listener: () => void) => {
      cancel = listener;
      return nothing();
    },
    onDidTriggerButton: nothing,
    ...{ show: () => undefined, dispose: () => undefined },
  };
}
