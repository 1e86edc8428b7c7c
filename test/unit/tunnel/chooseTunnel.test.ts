import assert from 'node:assert/strict';
import { chooseTunnel, tunnelIds, type TunnelId } from '../../../src/core/tunnel/chooseTunnel';

const everything: ReadonlySet<TunnelId> = new Set(tunnelIds);
const but = (...ids: TunnelId[]): ReadonlySet<TunnelId> =>
  new Set(tunnelIds.filter((each) => !ids.includes(each)));

describe('automatic tunnel selection', () => {
  it('prefers the codespace, then Dev Tunnels with a session, then cloudflared', () => {
    const signedIn = true;
    assert.deepEqual(chooseTunnel({ available: everything, signedIn }), { kind: 'use', id: 'codespaces' });
    const noCodespace = but('codespaces');
    assert.deepEqual(chooseTunnel({ available: noCodespace, signedIn }), { kind: 'use', id: 'devtunnel' });
    assert.deepEqual(chooseTunnel({ available: noCodespace, signedIn: false }), {
      kind: 'use',
      id: 'cloudflared',
    });
    assert.deepEqual(chooseTunnel({ available: but('codespaces', 'devtunnel'), signedIn }), {
      kind: 'use',
      id: 'cloudflared',
    });
  });

  it('asks among the available providers if none of these is available', () => {
    const available = new Set<TunnelId>(['manual', 'ssh', 'devtunnel']);
    assert.deepEqual(chooseTunnel({ available, signedIn: false }), {
      kind: 'ask',
      among: ['devtunnel', 'ssh', 'manual'],
    });
  });

  it('never falls back from a service with an account to one without', () => {
    for (const previous of tunnelIds) {
      for (const available of [everything, but('codespaces'), but('codespaces', 'devtunnel')]) {
        for (const signedIn of [true, false]) {
          const choice = chooseTunnel({ available, signedIn, previous });
          if (choice.kind === 'use' && choice.id === 'cloudflared') {
            assert.ok(previous === 'cloudflared' || previous === 'ssh', previous);
          }
        }
      }
    }
    assert.equal(
      chooseTunnel({ available: but('codespaces'), signedIn: false, previous: 'devtunnel' }).kind,
      'ask',
    );
  });
});
