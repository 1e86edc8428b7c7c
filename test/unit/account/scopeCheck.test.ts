import assert from 'node:assert/strict';
import { window } from 'vscode';
import type { LiveChatConnection } from '../../../src/core/domain/connection';
import { fail } from '../../../src/core/domain/failure';
import { tokenScopes, type ScopeReport } from '../../../src/core/domain/scopes';
import type { SessionStore } from '../../../src/core/stores/sessionStore';
import { checkScopes } from '../../../src/ui/account/scopeCheck';
import { unknownScopesText } from '../../../src/ui/messages/scopeUses';
import type { App } from '../../../src/ui/shell/app';

const account = { id: 'platform:a', kind: 'platform', name: 'a' } as const;

describe('After a sign-in', () => {
  const { showWarningMessage } = window;
  let shown: unknown[];
  beforeEach(() => {
    shown = [];
    Object.assign(window, {
      showWarningMessage: (...message: readonly unknown[]) => {
        shown.push(message);
        return Promise.resolve(undefined);
      },
    });
  });
  afterEach(() => {
    Object.assign(window, { showWarningMessage });
  });

  const check = async (read: () => Promise<ScopeReport>, active: string = account.id): Promise<void> => {
    const connection = { checkScopes: read } as Partial<LiveChatConnection> as LiveChatConnection;
    const session: Pick<SessionStore, 'current' | 'run'> = {
      current: { kind: 'signed-in', account: { ...account, id: active } },
      run: async (work) => await work(connection),
    };
    checkScopes({ session } as unknown as App, account);
    await new Promise((done) => setImmediate(done));
  };

  it('missing scopes are named once, with their use and what a new token needs', async () => {
    await check(() => Promise.resolve({ missing: ['customers:ro'], unknown: ['multicast:rw'] }));
    const [[text, ...buttons] = []] = shown as readonly string[][];
    assert.match(text ?? '', /lacks scopes: customers:ro \(names and addresses of customers\)\./);
    for (const scope of tokenScopes) assert.ok(text?.includes(scope), scope);
    assert.deepEqual(buttons, ['Copy the Scopes', 'Sign In Again']);
    assert.equal(shown.length, 1);
  });

  it('no message is shown if no scope is known to be missing, if scopes cannot be read, or for another account', async () => {
    const missing = { missing: ['customers:ro'], unknown: [] } as const;
    await check(() => Promise.resolve({ missing: [], unknown: ['multicast:rw'] }));
    await check(() => fail({ code: 'timeout', afterMs: 1 }));
    await check(() => Promise.resolve(missing), 'platform:b');
    assert.deepEqual(shown, []);
  });
});

describe('The Listening Doctor', () => {
  it('names the scopes that cannot be checked, if any', () => {
    const text = unknownScopesText({ missing: [], unknown: ['agents--my:rw', 'multicast:rw'] });
    assert.match(text ?? '', /agents--my:rw \(your away status\), multicast:rw \(messages between agents\)/);
    assert.equal(unknownScopesText({ missing: [], unknown: [] }), undefined);
  });
});
