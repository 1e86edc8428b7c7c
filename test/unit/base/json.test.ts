import assert from 'node:assert/strict';
import { asRecord, errorCode, parseJson } from '../../../src/core/base/json';

describe('JSON helpers:', () => {
  it('asRecord returns an object, and an empty record for anything else', () => {
    assert.deepEqual(asRecord({ a: 1 }), { a: 1 });
    for (const other of [undefined, null, 1, 'text', [1]]) assert.deepEqual(asRecord(other), {});
  });

  it('parseJson returns undefined for a text that is not JSON', () => {
    assert.deepEqual(parseJson('{"a":[1]}'), { a: [1] });
    assert.equal(parseJson('{"a":'), undefined);
  });

  it('errorCode returns the code of an error if it is a string', () => {
    assert.equal(errorCode(Object.assign(new Error('no file'), { code: 'ENOENT' })), 'ENOENT');
    assert.equal(errorCode(Object.assign(new Error('no file'), { code: 2 })), undefined);
    assert.equal(errorCode({ code: 'ENOENT' }), undefined);
  });
});
