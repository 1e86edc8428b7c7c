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
    Object.assign(window, { createQuickPick });
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
    const app = {
      ...{ clock: fixture.clock, log: silentLog, shield: noShield, drafts: { onDidChange: nothing } },
      database: () => Promise.resolve(fixture.database),
      session: {
        current: { kind: 'signed-in', account: { id: 'classic:bo' } },
        load: () => Promise.resolve(),
      },
    } as unknown as App;
    const rooms = { active: () => activeTicket(panels) } as Parameters<typeof Scheduling.open>[1];
    const scheduling = await Scheduling.open(app, rooms);
    await scheduling.remindOf(undefined);
    await scheduling.remindOf({ id: 'A2', subject: 'Button' });
    const of = async (id: string): Promise<unknown> =>
      (await fixture.rows.list(id)).map(({ kind, targetId, title }) => [kind, targetId, title]);
    assert.deepEqual(await of(account), [['reminder', 'A1', 'Zipper']]);
    assert.deepEqual(await of('classic:bo'), [['reminder', 'A2', 'Button']]);
    await scheduling.close();
    scheduling.dispose();
  });
});

const nothing = () => ({ dispose: () => undefined });

/** Its first item is selected once its items are there. */
function createQuickPick() {
  let accept = (): void => undefined;
  let items: readonly unknown[] = [];
  return {
    get selectedItems() {
      return items.slice(0, 1);
    },
    set items(all: readonly unknown[]) {
      items = all;
      setImmediate(accept);
    },
    onDidAccept: (listener: () => void) => {
      accept = listener;
      return nothing();
    },
    ...{ onDidHide: nothing, onDidTriggerButton: nothing },
    ...{ show: () => undefined, dispose: () => undefined },
  };
}
