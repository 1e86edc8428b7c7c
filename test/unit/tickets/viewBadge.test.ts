import assert from 'node:assert/strict';
import { workspace } from 'vscode';
import { Emitter } from '../../../src/core/base/event';
import type { ViewBadge } from 'vscode';
import { ticketSettings } from '../../../src/manifest';
import type { App } from '../../../src/ui/shell/app';
import { noShield } from '../../../src/ui/shell/shield';
import { SavedViews } from '../../../src/ui/tickets/views/savedViews';
import { FakeClock } from '../support/fakeClock';
import { turn } from '../stores/support/turn';

describe('the badge of a saved view', () => {
  const kept = { rows: [], total: 3, isComplete: true };
  const local = {
    kept: { isOn: true },
    tickets: () => Promise.resolve(kept),
    onDidChange: noShield.onDidChange,
  };

  beforeEach(async () => {
    const views = [{ name: 'Tickets of Kim Lee', filter: {}, badge: true }];
    await workspace.getConfiguration().update(ticketSettings.views, views);
  });
  afterEach(async () => {
    await workspace.getConfiguration().update(ticketSettings.views, []);
  });

  it('has the name as the privacy shield shows it, also once that is switched', async () => {
    const switched = new Emitter<undefined>();
    const masks = { text: (text: string) => text.replace('Kim Lee', 'Requester K7P2MX') };
    const shield = { isOn: false, onDidChange: switched.event, shown: noShield.shown };
    const account = { id: 'classic:ada', kind: 'classic', name: 'ada' } as const;
    const app = {
      session: { current: { kind: 'signed-in', account }, onDidChange: noShield.onDidChange },
      ...{ shield, clock: new FakeClock(), local: { value: local } },
    } as unknown as App;
    const badges: (string | undefined)[] = [];
    const views = new SavedViews(app, {
      isVisible: () => false,
      redraw: () => undefined,
      reveal: () => undefined,
      setBadge: (badge: ViewBadge | undefined) => badges.push(badge?.tooltip),
    });
    await turn();
    assert.equal(badges.at(-1), 'Tickets of Kim Lee: 3 known');
    Object.assign(shield, { isOn: true, shown: { ...masks } });
    switched.fire(undefined);
    assert.equal(badges.at(-1), 'Tickets of Requester K7P2MX: 3 known');
    views.dispose();
  });
});
