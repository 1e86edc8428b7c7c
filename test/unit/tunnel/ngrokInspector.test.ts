import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../src/core/base/clock';
import { isInspected } from '../../../src/core/tunnel/ngrok';

describe('ngrok’s inspector', () => {
  let server: Server;
  let body: string | undefined;
  beforeEach(async () => {
    // Without a body it never responds.
    server = createServer((_request, response) => {
      if (body !== undefined) response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tunnels = (...configs: readonly object[]): string =>
    JSON.stringify({ tunnels: configs.map((config) => ({ proto: 'https', config })), uri: '/api/tunnels' });

  it('is detected unless it is disabled for the tunnel', async () => {
    const own = { addr: 'http://127.0.0.1:4711' };
    const other = { addr: 'http://localhost:80', inspect: true };
    const found: readonly (readonly [string, boolean])[] = [
      [tunnels({ ...own, inspect: true }), true],
      [tunnels(other, own), true],
      [tunnels(other, { ...own, inspect: false }), false],
      [tunnels(other), false],
      ['not what is documented', true],
    ];
    for (const [answer, expected] of found) {
      body = answer;
      assert.equal(await isInspected(4711, systemClock, url()), expected, answer);
    }
  });

  it('is absent if nothing responds', async () => {
    body = undefined;
    assert.equal(await isInspected(4711, systemClock, url()), false);
    const closed = url();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await isInspected(4711, systemClock, closed), false);
  });
});
