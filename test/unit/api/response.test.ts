import assert from 'node:assert/strict';
import { parseBody, type RawResponse } from '../../../src/core/api/response';
import { parseRetryAfter } from '../../../src/core/api/retry';
import { type Failure, failureOf } from '../../../src/core/domain/failure';

function failureIn(status: number, text: string, more: Partial<RawResponse> = {}): Failure | undefined {
  try {
    parseBody({ status, text, ...more }, ['s3cret-key']);
  } catch (error) {
    return failureOf(error);
  }
  return assert.fail('was taken for a success');
}

describe('parseBody', () => {
  it('parses JSON, and reads an empty body as undefined', () => {
    assert.deepEqual(parseBody({ status: 200, text: ' {"a":[1]} ' }, []), { a: [1] });
    assert.equal(parseBody({ status: 204, text: '' }, []), undefined);
    assert.equal(parseBody({ status: 200, text: ' \n' }, []), undefined);
  });

  it('maps every status to its failure', () => {
    const reasons = ['Nope'];
    const expected: [number, Failure][] = [
      [301, { code: 'server', problem: 'not-json', status: 301, reasons: [] }],
      [400, { code: 'invalid-input', reasons }],
      [401, { code: 'unauthorized' }],
      [403, { code: 'forbidden', reasons }],
      [404, { code: 'not-found' }],
      [405, { code: 'server', problem: 'status', status: 405, reasons }],
      [409, { code: 'conflict', reasons }],
      [418, { code: 'server', problem: 'status', status: 418, reasons }],
      [422, { code: 'invalid-input', reasons }],
      [429, { code: 'rate-limited' }],
      [500, { code: 'server', problem: 'status', status: 500, reasons }],
      [503, { code: 'server', problem: 'status', status: 503, reasons }],
    ];
    for (const [status, failure] of expected)
      assert.deepEqual(failureIn(status, '{"error":"Nope"}'), failure);
    assert.deepEqual(failureIn(429, '', { retryAfterMs: 9 }), { code: 'rate-limited', retryAfterMs: 9 });
  });

  it('takes an HTML page for the response of a proxy, whatever the status', () => {
    for (const status of [400, 401, 403, 404, 422]) {
      const failure = { code: 'server', problem: 'not-json', status, reasons: [] };
      assert.deepEqual(failureIn(status, '<html><h1>Blocked</h1>'), failure);
    }
  });

  it('distinguishes an HTML page from truncated JSON', () => {
    const problemOf = (text: string): unknown => {
      const failure = failureIn(200, text);
      return failure?.code === 'server' ? failure.problem : failure;
    };
    for (const page of ['<!DOCTYPE html><p>Hi', 'Hello', '{]', '{"a":1}}', "{'a':1}"]) {
      assert.equal(problemOf(page), 'not-json', page);
    }
    const whole = '{"tickets":[{"id":"a]}\\"","events":[]}],"total":1}';
    for (let length = 1; length < whole.length; length++) {
      assert.equal(problemOf(whole.slice(0, length)), 'truncated', whole.slice(0, length));
    }
  });

  it('reads reasons from every form of error body', () => {
    const reasonsOf = (body: unknown): unknown => {
      const failure = failureIn(400, typeof body === 'string' ? body : JSON.stringify(body));
      return failure?.code === 'invalid-input' ? failure.reasons : failure;
    };
    assert.deepEqual(reasonsOf({ error: 'name is required' }), ['name is required']);
    assert.deepEqual(reasonsOf({ error: { type: 'validation', message: 'bad id' } }), ['bad id']);
    assert.deepEqual(reasonsOf({ errors: ['one', { message: 'two' }, 3, null] }), ['one', 'two']);
    assert.deepEqual(reasonsOf({ errors: 'one', message: 'two' }), ['one']);
    assert.deepEqual(reasonsOf({ message: 'two', code: 4 }), ['two']);
    assert.deepEqual(reasonsOf({ error: true, errors: [], message: 'last' }), ['last']);
    for (const silent of ['', 'null', '[]', '"text"', { error: '<!DOCTYPE html><p>' }]) {
      assert.deepEqual(reasonsOf(silent), []);
    }
  });

  it('limits reasons in number and length, and removes line breaks, secrets and control characters', () => {
    const errors = [
      'a\r\nb\u202e\u0007c',
      'x'.repeat(400),
      's3c\u200bret-key',
      'Bearer abcdefgh',
      '1',
      '2',
      '3',
    ];
    const failure = failureIn(422, JSON.stringify({ errors }));
    assert.ok(failure?.code === 'invalid-input');
    assert.equal(failure.reasons.length, 5);
    assert.deepEqual(failure.reasons.toSpliced(1, 1), ['a bc', '***', 'Bearer ***', '1']);
    assert.equal(failure.reasons[1]?.length, 300);
  });
});

describe('parseRetryAfter', () => {
  it('reads seconds', () => {
    assert.equal(parseRetryAfter('0', null), 0);
    assert.equal(parseRetryAfter(' 120 ', null), 120_000);
    assert.equal(parseRetryAfter('0.5', null), 500);
  });

  it('reads a date relative to the server’s clock', () => {
    const until = 'Wed, 21 Oct 2026 07:28:30 GMT';
    assert.equal(parseRetryAfter(until, 'Wed, 21 Oct 2026 07:28:00 GMT'), 30_000);
    assert.equal(parseRetryAfter(until, 'Wed, 21 Oct 2026 08:00:00 GMT'), 0);
    const soon = new Date(Date.now() + 60_000).toUTCString();
    const wait = parseRetryAfter(soon, null);
    assert.ok(wait !== undefined && wait > 50_000 && wait <= 60_000);
  });

  it('ignores every other value', () => {
    for (const header of [null, '', 'soon', '-5', '1e'])
      assert.equal(parseRetryAfter(header, null), undefined);
  });
});
