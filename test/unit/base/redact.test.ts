import assert from 'node:assert/strict';
import { redact } from '../../../src/core/base/redact';
import { assertLinear } from '../support/growth';

const secret = 'dal:A1b2/C3+d4==';

describe('redact', () => {
  it('redacts a known secret in every encoding', () => {
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
      assert.equal(redact(`a ${form} b ${form}`, [secret]), 'a *** b ***');
    }
  });

  it('redacts unknown credentials by their format', () => {
    const cases: [string, string][] = [
      ['Authorization: Basic YWRhOjEyMw==', 'Authorization: *** ***'],
      ['sent Bearer dal:abc.def-ghi_j~', 'sent Bearer ***'],
      ['{"api_key":"0123","login":"ada"}', '{"api_key":***,"login":"ada"}'],
      ['{"token": "a b c", "x": 1}', '{"token": ***, "x": 1}'],
      ['{"password":"a\\"b","x":1}', '{"password":***,"x":1}'],
      ['?token=abc&page=2', '?token=***&page=2'],
      ['https://ada:hunter2@shop.test/x', 'https://***@shop.test/x'],
    ];
    for (const [text, clean] of cases) assert.equal(redact(text), clean);
  });

  it('leaves everything else unchanged', () => {
    for (const text of [
      '',
      'GET /tickets/* 200',
      'kim@mail.test asked about 3 tokens',
      'https://shop.test/a:b@c',
    ]) {
      assert.equal(redact(text, [secret, 'abc']), text);
    }
  });

  it('takes linear time for a long text designed to be slow', () => {
    for (const [start, again] of [
      ['', 'token:'],
      ['', '//a:'],
      ['//', 'a:'],
      ['', 'basic '],
      ['password', ' '],
      ['token:"', '\\"'],
      ['', 'token:"\\'],
    ] as const) {
      assertLinear((size) => void redact(start + again.repeat(size), [secret]), 5_000);
    }
  });
});
