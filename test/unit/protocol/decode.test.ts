import assert from 'node:assert/strict';
import {
  DecodeError,
  either,
  flag,
  list,
  number,
  oneOf,
  optional,
  record,
  shape,
  text,
} from '../../../src/protocol/decode';
import { formProtocol, formValues, savedState } from '../../../src/protocol/form';

describe('a message decoder', () => {
  it('accepts valid values and drops unknown fields', () => {
    const decode = shape({ name: text, age: number, tags: list(text), note: optional(text) });
    assert.deepEqual(decode({ name: 'Kim', age: 3, tags: ['a'], more: 1 }), {
      name: 'Kim',
      age: 3,
      tags: ['a'],
    });
    assert.deepEqual(decode({ name: '', age: 0, tags: [], note: 'x' }).note, 'x');
  });

  it('reports the path of a mismatch, not the value', () => {
    const decode = shape({ rows: list(shape({ id: text })) });
    assert.throws(
      () => decode({ rows: [{ id: 'a' }, { id: 7 }] }),
      (thrown) => thrown instanceof DecodeError && thrown.message === 'rows: 1: id: expected a text',
    );
    for (const malformed of [undefined, null, 'secret', [], 7]) {
      assert.throws(
        () => decode(malformed),
        (thrown) => thrown instanceof DecodeError && !thrown.message.includes('secret'),
      );
    }
  });

  it('distinguishes strings, booleans and numbers from similar values', () => {
    assert.equal(oneOf('a', 'b')('b'), 'b');
    assert.throws(() => oneOf('a', 'b')('c'), DecodeError);
    assert.throws(() => flag('true'), DecodeError);
    assert.throws(() => number(Number.NaN), DecodeError);
    assert.equal(either(text, flag)(true), true);
  });

  it('takes any key of a record and never touches a prototype', () => {
    const decoded = record(text)(JSON.parse('{"__proto__": "x", "constructor": "y"}'));
    assert.deepEqual(Object.entries(decoded), [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    assert.equal(Object.hasOwn(Object.prototype, 'x'), false);
  });

  it('accepts only strings, booleans and lists of strings as form values', () => {
    assert.deepEqual({ ...formValues({ a: 'x', b: true, c: ['y'] }) }, { a: 'x', b: true, c: ['y'] });
    for (const malformed of [{ a: 1 }, { a: null }, { a: [1] }, { a: { b: 'c' } }]) {
      assert.throws(() => formValues(malformed), DecodeError);
    }
    assert.throws(() => savedState({ values: {} }), DecodeError);
    assert.throws(() => formProtocol.requests.submit.payload({ values: 'x' }), DecodeError);
  });
});
