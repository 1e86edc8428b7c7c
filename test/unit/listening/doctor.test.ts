import assert from 'node:assert/strict';
import { window, type QuickPickItem } from 'vscode';
import type { Check, CheckName } from '../../../src/core/events/status/checks';
import { showDoctor } from '../../../src/ui/listening/doctor';
import type { EventServiceHandle } from '../../../src/ui/listening/eventServiceHandle';

const nextTurn = (): Promise<void> => new Promise((done) => setImmediate(done));
const ok = (name: CheckName): Check => ({ name, result: 'ok', ms: 3 });

/** Like the editor's: the first item becomes active whenever items are set. */
class FakePick {
  private all: readonly QuickPickItem[] = [];
  activeItems: readonly QuickPickItem[] = [];
  readonly selectedItems: readonly QuickPickItem[] = [];
  busy = false;

  get items(): readonly QuickPickItem[] {
    return this.all;
  }

  set items(items: readonly QuickPickItem[]) {
    this.all = items;
    this.activeItems = items.slice(0, 1);
  }

  /** The position of the active item. */
  get active(): number {
    return this.all.findIndex((item) => item === this.activeItems[0]);
  }

  moveTo(index: number): void {
    this.activeItems = this.all.slice(index, index + 1);
  }

  readonly onDidHide = () => ({ dispose: () => undefined });
  readonly onDidAccept = this.onDidHide;
  show(): void {
    // Nothing is drawn.
  }
  hide(): void {
    // Nothing is drawn.
  }
  dispose(): void {
    // Nothing is held.
  }
}

describe('The rows of the listening doctor', () => {
  let pick: FakePick;
  let finish: (name: CheckName) => void;
  let end: () => Promise<void>;

  beforeEach(() => {
    pick = new FakePick();
    Object.assign(window, { createQuickPick: () => pick });
    let ended = (): void => undefined;
    const service = {
      doctor: (each: (check: Check) => void) => {
        finish = (name) => each(ok(name));
        return new Promise<void>((resolve) => (ended = resolve));
      },
    };
    const handle = { view: { state: 'off', events: [] }, eventService: () => Promise.resolve(service) };
    const shown = showDoctor(
      handle as unknown as EventServiceHandle,
      () => ['webhooks'],
      () => Promise.resolve(undefined),
    );
    end = () => {
      ended();
      return shown;
    };
  });
  afterEach(() => {
    Object.assign(window, { createQuickPick: undefined });
  });

  it('keep the active one when a check is finished', async () => {
    await nextTurn();
    pick.moveTo(4);
    for (const name of ['key', 'receiver'] as const) {
      finish(name);
      assert.equal(pick.active, 4);
    }
    pick.moveTo(1);
    finish('tunnel');
    assert.equal(pick.active, 1);
    await end();
    assert.deepEqual([pick.active, pick.busy], [1, false]);
  });

  it('have the next step active at the end, unless the user is on another row', async () => {
    await nextTurn();
    for (const name of ['key', 'receiver', 'tunnel'] as const) finish(name);
    assert.equal(pick.active, 0);
    await end();
    assert.equal(pick.activeItems[0]?.label, '$(refresh) Check Again');
  });
});
