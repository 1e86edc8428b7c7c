import assert from 'node:assert/strict';
import path from 'node:path';
import { systemClock } from '../../../src/core/base/clock';
import { tunnelIds } from '../../../src/core/tunnel/chooseTunnel';
import { tunnelProviders, type TunnelSettings } from '../../../src/core/tunnel/providers';
import { graphOf, loadedWith } from '../support/imports';
import { packageOf, packageRooms } from '../support/rooms';
import { readUnits } from '../support/sourceUnits';

const settings: TunnelSettings = {
  clock: systemClock,
  env: { PATH: '' },
  storageFolder: '/nowhere',
  publicUrl: '',
  ssh: { kind: 'localhost.run' },
  localtunnelServer: '',
  forward: () => Promise.resolve(),
  devtunnel: {
    authorization: () => Promise.resolve(undefined),
    record: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
    installId: 'x',
    userAgent: { name: 'livechat-desk', version: '1.0.0' },
  },
};

describe('the tunnel providers', () => {
  it('exist for each value of the setting, and report what is missing on an empty machine', async () => {
    const providers = tunnelProviders(settings);
    assert.deepEqual(Object.keys(providers).sort(), [...tunnelIds, 'loopback'].sort());
    const found = await Promise.all(
      tunnelIds.map(async (id) => {
        const answer = await providers[id].available();
        assert.equal(providers[id].id, id);
        return answer === true ? 'available' : answer.code;
      }),
    );
    assert.deepEqual(found, [
      'not-installed',
      'available',
      'not-installed',
      'not-installed',
      'not-installed',
      'policy',
      'policy',
    ]);
  });

  it('name who can read the traffic, and which service requires no account', () => {
    const providers = tunnelProviders(settings);
    const said = tunnelIds.map((id) => [id, providers[id].operator, providers[id].anonymousService]);
    assert.deepEqual(said, [
      ['codespaces', 'GitHub', false],
      ['devtunnel', 'Microsoft', false],
      ['cloudflared', 'Cloudflare', true],
      ['ssh', 'localhost.run', true],
      ['ngrok', 'ngrok', false],
      ['manual', '', false],
      ['localtunnel', '', false],
    ]);
  });

  it('load no package before Dev Tunnels is used', () => {
    const graph = graphOf(readUnits('src'));
    const packages = [...loadedWith(graph, 'src/core/tunnel/providers.ts').keys()].filter(
      (name) => packageOf(name) in packageRooms,
    );
    assert.deepEqual(packages, []);
    const client = path.posix.join('src/core/tunnel/devtunnel', 'hostDevtunnel.ts');
    assert.ok(loadedWith(graph, client).has('@microsoft/dev-tunnels-connections'));
  });
});
