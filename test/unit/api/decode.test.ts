import assert from 'node:assert/strict';
import * as v from 'valibot';
import {
  readArray,
  count,
  flag,
  nonBlankText,
  listOf,
  optional,
  asObject,
  readFields,
  readPart,
  text,
  time,
} from '../../../src/core/api/decode';
import { failureOf } from '../../../src/core/domain/failure';

const read = (schema: v.GenericSchema, value: unknown): unknown => {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : 'unreadable';
};

describe('decode', () => {
  it('date: reads every format as ISO 8601 UTC with milliseconds', () => {
    const iso = '2023-11-14T22:13:20.000Z';
    for (const value of [
      1700000000,
      '1700000000',
      1700000000000,
      '1700000000000',
      '2023-11-14T22:13:20Z',
      '2023-11-14T22:13:20.000Z',
      '2023-11-14T22:13:20.000000Z',
      '2023-11-14T22:13:20',
      '2023-11-14 22:13:20',
      '2023-11-14T23:13:20+01:00',
      '2023-11-14T23:13:20+0100',
      ' 2023-11-14t22:13:20z ',
    ]) {
      assert.equal(read(time, value), iso, String(value));
    }
    assert.equal(read(time, 1700000000.5), '2023-11-14T22:13:20.500Z');
    assert.equal(read(time, '2014-08-18T10:05:05.123Z'), '2014-08-18T10:05:05.123Z');
    assert.equal(read(time, '2026-07-01T12:00:59.123999Z'), '2026-07-01T12:00:59.123Z');
    assert.equal(read(time, '2026-07-31T12:00:59.000009Z'), '2026-07-31T12:00:59.000Z');
    assert.equal(read(time, '2014-08-18'), '2014-08-18T00:00:00.000Z');
  });

  it('reads times in the usual form on any day of a year without the calendar of the engine', () => {
    const { parse } = Date;
    let parsed = 0;
    Date.parse = (text) => {
      parsed += 1;
      return parse(text);
    };
    try {
      for (let day = 1; day <= 365; day += 1) {
        const iso = new Date(Date.UTC(2026, 0, day, 23, 59, 58)).toISOString();
        assert.equal(read(time, iso.replace('.000Z', '.123456Z')), iso.replace('.000Z', '.123Z'));
      }
      assert.equal(parsed, 0);
    } finally {
      Date.parse = parse;
    }
  });

  it('date: rejects every other value', () => {
    for (const value of [
      0,
      -1,
      '',
      'yesterday',
      'Wed, 01/23/13 11:40:53 am',
      '2023-13-45T99:00:00Z',
      1e300,
      NaN,
      true,
      null,
      {},
      [],
    ]) {
      assert.equal(read(time, value), 'unreadable', JSON.stringify(value));
    }
  });

  it('text, key, count and flag: read the formats that the API mixes', () => {
    assert.equal(read(text, 12), '12');
    assert.equal(read(text, ''), '');
    assert.equal(read(text, true), 'unreadable');
    assert.equal(read(nonBlankText, 77), '77');
    assert.equal(read(nonBlankText, ' '), 'unreadable');
    assert.equal(read(count, '6'), 6);
    for (const value of [-1, 1.5, '6 chats', '', null, 1e20]) assert.equal(read(count, value), 'unreadable');
    for (const value of [true, 1, '1', 'true']) assert.equal(read(flag, value), true);
    for (const value of [false, 0, '0', 'false']) assert.equal(read(flag, value), false);
    assert.equal(read(flag, 'maybe'), 'unreadable');
  });

  it('objects: accept every type that a schema can start with', () => {
    const short = v.pipe(text, v.maxLength(2));
    assert.equal(read(short, 12), '12');
    assert.equal(read(short, 'abc'), 'unreadable');
    assert.deepEqual(readFields({ a: 'abc', b: 'ab' }, { a: short, b: optional(short) }), {
      fields: { b: 'ab' },
      malformed: ['a'],
    });
    assert.deepEqual(readFields({ a: ['abc', 'ab', {}, 7] }, { a: listOf(short) }).fields, {
      a: ['ab', '7'],
    });
  });

  it('objects: treat empty objects, in both of PHP’s formats, as absent', () => {
    for (const value of [{}, [], null, undefined, 'x', 1, [1]]) assert.equal(asObject(value), undefined);
    assert.deepEqual(asObject({ a: 1 }), { a: 1 });
  });

  it('objects: read each field separately, name malformed fields and drop unknown ones', () => {
    const raw = { a: 'x', b: {}, c: null, e: { secret: 1 } };
    const reading = readFields(raw, { a: text, b: text, c: optional(text), d: text });
    assert.deepEqual(reading, { fields: { a: 'x' }, malformed: ['b', 'd'] });
  });

  it('objects: name malformed nested fields by their path', () => {
    const raw = JSON.parse('{"part":{"a":1,"b":[],"__proto__":{"c":"x"}}}') as Record<string, unknown>;
    assert.deepEqual(readPart(raw, 'part', { a: text, b: text, c: text }), {
      fields: { a: '1' },
      malformed: ['part.b', 'part.c'],
    });
    assert.deepEqual(readPart(raw, 'other', { a: text }), { malformed: ['other'] });
  });

  it('arrayIn: finds an array that is bare or wrapped, and fails on anything else', () => {
    assert.deepEqual(readArray([1], 'agents'), [1]);
    assert.deepEqual(readArray({ agents: [1] }, 'agents'), [1]);
    for (const value of [undefined, null, {}, 'x', { agents: {} }, { tickets: [] }]) {
      assert.throws(
        () => readArray(value, 'agents'),
        (error) => {
          assert.deepEqual(failureOf(error), { code: 'server', problem: 'shape', status: 200, reasons: [] });
          return true;
        },
      );
    }
  });
});
