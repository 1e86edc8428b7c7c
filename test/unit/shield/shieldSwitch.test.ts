import assert from 'node:assert/strict';
import { window } from 'vscode';
import { Emitter } from '../../../src/core/base/event';
import type { Session } from '../../../src/core/stores/sessionStore';
import type { App } from '../../../src/ui/shell/app';
import { ContextKeys } from '../../../src/ui/shell/contextKeys';
import { noShield } from '../../../src/ui/shell/shield';
import { shieldSwitch } from '../../../src/ui/shield/shieldSwitch';

describe('what is shown without the privacy shield', () => {
  it('is as it is, and can be the result of a promise', async () => {
    assert.equal(noShield.shown.text('Kim Lee'), 'Kim Lee');
    assert.equal(Reflect.get(noShield.shown, 'then'), undefined);
    const { shown } = await Promise.resolve(noShield);
    assert.equal(await Promise.resolve(shown), shown);
  });
});

describe('the switch of the privacy shield in the status bar', () => {
  const before = window.createStatusBarItem;
  const account = { id: 'classic:ada', kind: 'classic', name: 'ada' } as const;
  let isShown: boolean;

  beforeEach(() => {
    isShown = false;
    const item = {
      show: () => (isShown = true),
      hide: () => (isShown = false),
      dispose: () => undefined,
    };
    Object.assign(window, { createStatusBarItem: () => item });
  });
  afterEach(() => {
    Object.assign(window, { createStatusBarItem: before });
  });

  it('is there while an account is signed in, and for the events of a team without one', () => {
    const changed = new Emitter<Session>();
    const session = { current: { kind: 'signed-out' } as Session, onDidChange: changed.event };
    const keys = new ContextKeys();
    const app = { session, keys, shield: noShield } as unknown as App;
    const shown = shieldSwitch(app);
    const become = (current: Session): boolean => {
      session.current = current;
      changed.fire(current);
      return isShown;
    };
    assert.equal(isShown, false);
    assert.equal(become({ kind: 'signed-in', account }), true);
    assert.equal(become({ kind: 'signed-out' }), false);
    keys.set('livechat.team', true);
    assert.equal(isShown, true);
    assert.equal(become({ kind: 'signed-in', account }), true);
    keys.set('livechat.team', false);
    assert.equal(isShown, true);
    assert.equal(become({ kind: 'signed-out' }), false);
    shown.dispose();
  });
});
