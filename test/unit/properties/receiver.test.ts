import assert from 'node:assert/strict';
import fc from 'fast-check';
import { requestText, exchangeAndEnd } from '../events/receiver/support/rawClient';
import {
  receiverBench,
  ticketBody,
  token,
  type ReceiverBench,
} from '../events/receiver/support/receiverBench';
import { jsonText, badText, badValue, runs, spoiled } from './support/badValues';
import { ticketDelivery } from './support/examples';

/** Each uses a connection of its own. */
const some = { numRuns: Math.min(runs, 2_000) } as const;

describe('the receiver survives any input', function () {
  this.timeout(120_000);
  let bench: ReceiverBench;
  let good = 0;
  beforeEach(async () => {
    // The default limits: shorter ones would reject valid requests on a loaded machine.
    bench = await receiverBench();
  });
  afterEach(() => bench.receiver.dispose());

  /** A status of the receiver, or a closed connection without a response. */
  const expected = new Set([
    undefined,
    200,
    400,
    401,
    403,
    404,
    405,
    408,
    411,
    413,
    414,
    415,
    417,
    431,
    500,
    501,
    503,
  ]);

  const stillReceives = async (): Promise<void> => {
    good += 1;
    assert.equal((await bench.send({ body: ticketBody(`good-${good}`) })).status, 200);
    assert.equal(bench.accepted.at(-1)?.eventId, `event-good-${good}`);
  };

  it('as bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        const { status } = await exchangeAndEnd(
          bench.receiver.port,
          Buffer.concat([bytes, Buffer.from('\r\n\r\n')]),
        );
        assert.ok(expected.has(status) && status !== 200, String(status));
        await stillReceives();
      }),
      some,
    );
  });

  it('as a request with malformed parts', async () => {
    const header = fc.tuple(
      fc.constantFrom(
        'Host',
        'Content-Type',
        'Content-Length',
        'Transfer-Encoding',
        'Expect',
        'Origin',
        'Connection',
        'Content-Encoding',
        'X-Y',
      ),
      badText,
    );
    const method = fc.constantFrom('POST', 'GET', 'PUT', 'OPTIONS', 'CONNECT', 'TRACE', 'post', 'X');
    await fc.assert(
      fc.asyncProperty(method, fc.array(header, { maxLength: 3 }), badText, async (verb, headers, path) => {
        const text = requestText({
          method: verb,
          path: path.length % 2 === 0 ? bench.receiver.path() : path,
          headers: Object.fromEntries(headers),
          body: ticketBody('x', { token: 'wrong' }),
        });
        const { status } = await exchangeAndEnd(bench.receiver.port, text);
        assert.ok(expected.has(status) && status !== 200, String(status));
        await stillReceives();
      }),
      some,
    );
  });

  it('as a body', async () => {
    const body = fc.oneof(
      spoiled({ ...ticketDelivery, token }).map((value) => jsonText(value)),
      badValue.map((value) => jsonText(value)),
      badText,
    );
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const before = bench.accepted.length;
        const { status } = await bench.send({ body: text });
        assert.ok(status === 200 || status === 400 || status === 401, String(status));
        if (bench.accepted.length > before) {
          // Only deliveries with the secret are accepted.
          assert.equal((JSON.parse(text) as { token?: unknown }).token, token);
          assert.equal(status, 200);
        }
        await stillReceives();
      }),
      some,
    );
  });
});
