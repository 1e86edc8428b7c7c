import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/event';
import type { App } from '../../../src/ui/shell/app';
import type { CardPanel } from '../../../src/ui/visitorCard/cardSubject';
import { PanelCard } from '../../../src/ui/visitorCard/panelCard';

describe('The card of a panel', () => {
  /** A panel whose card is not opened, and what waits to open it. */
  const start = () => {
    const changed = new Emitter<undefined>();
    const begins: (() => void)[] = [];
    let reads = 0;
    // The card asks for what it needs as soon as it is opened.
    const app = { log: { error: () => (reads += 1) } } as unknown as App;
    const panel = { onDidChangeSubject: changed.event, begin: (open: () => void) => begins.push(open) };
    const card = new PanelCard(app, panel as unknown as CardPanel);
    const opened = async (): Promise<boolean> => {
      for (let turn = 0; turn < 5; turn++) await new Promise((done) => setImmediate(done));
      return reads > 0;
    };
    return { changed, begins, card, opened };
  };

  it('is not opened before the panel shows its subject, and then when the panel says so', async () => {
    const { changed, begins, opened } = start();
    assert.equal(begins.length, 0);
    changed.fire(undefined);
    assert.equal(await opened(), false);
    begins[0]?.();
    assert.equal(await opened(), true);
  });

  it('is not opened for a panel that was left meanwhile', async () => {
    const { changed, begins, card, opened } = start();
    changed.fire(undefined);
    card.dispose();
    begins[0]?.();
    assert.equal(await opened(), false);
  });
});
