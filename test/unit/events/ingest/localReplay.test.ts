import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { classicDeliveries } from '../../../../src/core/api/classic/deliveries';
import { systemClock } from '../../../../src/core/base/clock';
import type { Arrival } from '../../../../src/core/domain/arrival';
import { deliveryOf, localAddress, replayLocally } from '../../../../src/core/events/ingest/localReplay';
import { contractChat } from '../../chatDetail/support/contractChat';
import { contractTicket } from '../../ticketDetail/support/contractTicket';

const ticket: Arrival = { kind: 'ticket_created', eventId: 'T1', account: 'a', ticket: contractTicket };

async function withApp(
  status: number,
  work: (url: URL, received: { readonly request: IncomingMessage; readonly body: string }[]) => Promise<void>,
): Promise<void> {
  const received: { request: IncomingMessage; body: string }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ request, body: Buffer.concat(parts).toString() });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const url = localAddress(`http://127.0.0.1:${port}/hook?x=1`);
    assert.ok(url);
    await work(url, received);
  } finally {
    server.close();
  }
}

describe('replaying an event to an app on this machine', () => {
  it('sends the documented body, from which the same event is read', async () => {
    for (const arrival of [contractChat, ticket]) {
      await withApp(200, async (url, received) => {
        const result = await replayLocally(url, arrival, systemClock);
        assert.ok('status' in result && result.status === 200 && result.ms >= 0);
        const [{ request, body } = assert.fail('nothing came')] = received;
        assert.deepEqual([request.method, request.url], ['POST', '/hook?x=1']);
        assert.equal(request.headers['content-type'], 'application/json');
        const { eventId, account: _account, ...content } = arrival;
        assert.deepEqual(classicDeliveries.decode(JSON.parse(body)), { eventId, content });
      });
    }
  });

  it('sends no key, no token of the account and no cookie', async () => {
    await withApp(200, async (url, received) => {
      await replayLocally(url, contractChat, systemClock);
      const { headers } = received[0]?.request ?? {};
      assert.deepEqual([headers?.authorization, headers?.cookie], [undefined, undefined]);
      const { token, license_id: licence } = deliveryOf(contractChat) as Record<string, unknown>;
      assert.deepEqual([token, licence], ['replay', '0']);
      assert.ok(!received[0]?.body.includes(contractChat.account));
    });
  });

  it('counts time in seconds, as LiveChat does', () => {
    const { chat } = deliveryOf(contractChat) as {
      chat: { started_timestamp: unknown; messages: unknown[] };
    };
    assert.equal(chat.started_timestamp, Date.parse('2026-01-02T03:04:05.000Z') / 1000);
    assert.deepEqual((chat.messages[0] as { timestamp: unknown }).timestamp, 1767323101);
  });

  it('reports the app’s response, also a redirect, which is not followed', async () => {
    for (const status of [302, 404, 500]) {
      await withApp(status, async (url, received) => {
        const result = await replayLocally(url, ticket, systemClock);
        assert.equal('status' in result && result.status, status);
        assert.equal(received.length, 1);
      });
    }
  });

  it('reports why there was no response', async () => {
    const url = localAddress('http://127.0.0.1:9/');
    assert.ok(url);
    const result = await replayLocally(url, ticket, systemClock);
    assert.equal('cause' in result && result.cause, 'ECONNREFUSED');
  });

  it('sends only to this machine', () => {
    for (const good of [
      'http://127.0.0.1',
      'http://localhost:3000/a',
      ' http://[::1]:80/ ',
      'HTTP://LOCALHOST',
    ]) {
      assert.ok(localAddress(good), good);
    }
    for (const bad of [
      '',
      'localhost:3000',
      'https://127.0.0.1',
      'http://127.0.0.1.evil.example',
      'http://localhost.evil.example',
      'http://evil.example',
      'http://10.0.0.1',
      'http://0.0.0.0',
      'http://me:secret@localhost',
      'http://me@localhost',
      'file:///etc/passwd',
    ]) {
      assert.equal(localAddress(bad), undefined, bad);
    }
    // Other spellings of a URL are the same URL.
    assert.equal(localAddress('http://2130706433/')?.hostname, '127.0.0.1');
  });
});
