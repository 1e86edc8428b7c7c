import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Emitter } from '../../../src/core/base/event';
import { SharedDraft } from '../../../src/core/stores/drafts/sharedDraft';
import type { TypedInput } from '../../../src/protocol/form';
import { memoryDraft, type DraftSlot } from './support/memoryDraft';
import { turn } from './support/turn';

/** One window: its host, and a page that gets and sends messages later. */
class Window {
  readonly draft: SharedDraft;
  text = '';
  onPage = '';
  private revision = 0;
  private taken = 0;
  private readonly toPage: { readonly text: string; readonly revision: number }[] = [];
  private readonly toHost: { readonly text: string; readonly revision: number; readonly at: number }[] = [];
  isSaving = false;

  constructor(
    slot: DraftSlot,
    changed: Emitter<undefined>,
    saves: () => Promise<void> = () => Promise.resolve(),
  ) {
    const port = memoryDraft(slot, () => changed.fire(undefined));
    this.draft = new SharedDraft(
      {
        ...port,
        keep: async (...input) => {
          await saves();
          return await port.keep(...input);
        },
        onDidChange: changed.event,
      },
      {
        pending: () => inputOf(this.text),
        separatorOf: () => '\n',
        isSaving: () => this.isSaving,
        set: ({ values }) => (this.text = String(values.message ?? '')),
        show: ({ values }) => {
          this.text = String(values.message ?? '');
          this.toPage.push({ text: this.text, revision: ++this.revision });
        },
        log: (thrown) => {
          throw thrown;
        },
      },
    );
  }

  type(token: string, at: number): void {
    this.onPage = [this.onPage, token].filter(Boolean).join('\n');
    this.toHost.push({ text: this.onPage, revision: this.taken, at });
  }

  deliverToHost(): void {
    const input = this.toHost.shift();
    if (input) void this.draft.edit(inputOf(input.text), input.at, input.revision !== this.revision);
  }

  deliverToPage(): void {
    const shown = this.toPage.shift();
    if (shown) [this.onPage, this.taken] = [shown.text, shown.revision];
  }

  get isIdle(): boolean {
    return this.toPage.length === 0 && this.toHost.length === 0;
  }
}

function inputOf(message: string): TypedInput {
  return { values: message === '' ? {} : { message } };
}

describe('a draft that two windows share', () => {
  it('loses no text, whatever comes when, and is the same in both at the end', async () => {
    const step = fc.record({
      window: fc.nat(1),
      do: fc.constantFrom('type', 'toHost', 'toPage', 'turn', 'write'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const slot: DraftSlot = { input: { values: {} }, at: 0 };
        const changed = new Emitter<undefined>();
        let writes: (() => void)[] = [];
        let isOver = false;
        const saves = (): Promise<void> =>
          isOver ? Promise.resolve() : new Promise((resolve) => writes.push(resolve));
        const windows = [new Window(slot, changed, saves), new Window(slot, changed, saves)] as const;
        const typed: string[] = [];
        for (const [at, { window: which, do: what }] of steps.entries()) {
          const window = windows[which === 0 ? 0 : 1];
          if (what === 'type') {
            typed.push(`t${at}`);
            window.type(`t${at}`, at + 1);
          } else if (what === 'toHost') window.deliverToHost();
          else if (what === 'toPage') window.deliverToPage();
          else if (what === 'write') writes.shift()?.();
          else await turn();
        }
        isOver = true;
        do {
          for (const write of writes.splice(0)) write();
          for (const window of windows) {
            window.deliverToHost();
            window.deliverToPage();
          }
          await turn();
        } while (writes.length > 0 || !windows.every(({ isIdle }) => isIdle));
        writes = [];
        const [one, other] = windows;
        const stored = String(slot.input.values.message ?? '');
        assert.deepEqual([one.text, other.text, one.onPage, other.onPage], [stored, stored, stored, stored]);
        const lines = stored.split('\n');
        for (const token of typed) assert.ok(lines.includes(token), `${token} in ${JSON.stringify(stored)}`);
      }),
      { numRuns: 300 },
    );
  });

  it('shows what another window has typed only after a save that is under way', async () => {
    const slot: DraftSlot = { input: { values: {} }, at: 0 };
    const changed = new Emitter<undefined>();
    const [here, there] = [new Window(slot, changed), new Window(slot, changed)];
    await here.draft.edit(inputOf('Hello'), 1);
    await turn();
    here.isSaving = true;
    await there.draft.edit(inputOf('Hello\nWorld'), 2);
    await turn();
    assert.equal(here.text, 'Hello');
    here.text = '';
    await here.draft.leave();
    here.isSaving = false;
    await here.draft.look();
    assert.deepEqual([here.text, slot.input.values], ['World', { message: 'World' }]);
  });

  it('goes on when the draft cannot be stored, and stores it with the next edit', async () => {
    const slot: DraftSlot = { input: { values: {} }, at: 0 };
    const changed = new Emitter<undefined>();
    let isFull = true;
    const here = new Window(slot, changed, () =>
      isFull ? Promise.reject(new Error('full')) : Promise.resolve(),
    );
    Object.assign(Reflect.get(here.draft, 'editor') as object, { log: () => undefined });
    assert.equal(await here.draft.edit(inputOf('Hello'), 1), false);
    isFull = false;
    assert.equal(await here.draft.edit(inputOf('Hello you'), 2), true);
    assert.deepEqual([here.text, slot.input.values], ['Hello you', { message: 'Hello you' }]);
  });
});
