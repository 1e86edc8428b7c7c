import assert from 'node:assert/strict';
import { mergeDrafts } from '../../../src/core/stores/drafts/mergeDrafts';
import type { FormValues } from '../../../src/protocol/form';

const separatorOf = (field: string): string | undefined =>
  ({ message: '\n', subject: ' ' })[field] ?? undefined;
const merged = (common: FormValues, mine: FormValues, theirs: FormValues): FormValues =>
  mergeDrafts({ values: common }, { values: mine }, { values: theirs }, separatorOf).values;
const messages = (common: string, mine: string, theirs: string): unknown =>
  merged({ message: common }, { message: mine, tag: 'm' }, { message: theirs, tag: 't' }).message;

describe('mergeDrafts', () => {
  it('takes what only one window has changed', () => {
    assert.deepEqual(merged({ message: 'a' }, { message: 'a' }, { message: 'b' }), { message: 'b' });
    assert.deepEqual(merged({ message: 'a' }, { message: 'c' }, { message: 'a' }), { message: 'c' });
    assert.deepEqual(merged({ message: 'a' }, { message: 'a' }, {}), {});
    assert.deepEqual(merged({}, { message: 'a' }, { subject: 's' }), { message: 'a', subject: 's' });
  });

  it('joins texts that both windows have changed', () => {
    assert.equal(messages('', 'Hello', 'World'), 'Hello\nWorld');
    assert.equal(messages('Hi', 'Hi\nHello', 'Hi\nWorld'), 'Hi\nHello\nWorld');
    assert.equal(messages('', 'Hello', 'Hello\nWorld'), 'Hello\nWorld');
    assert.equal(messages('', 'Hello\nWorld', 'World'), 'Hello\nWorld');
    assert.deepEqual(merged({}, { subject: 'Red' }, { subject: 'Zipper' }), { subject: 'Red Zipper' });
  });

  it('leaves out what one window has sent or removed', () => {
    assert.equal(messages('Hi', '', 'Hi\nWorld'), 'World');
    assert.equal(messages('Hi', 'Hi\nHello', ''), 'Hello');
    assert.equal(messages('Hi', 'Hi, you', ''), 'Hi, you');
    assert.equal(messages('Hi', '', 'Hi, you'), 'Hi, you');
    assert.equal(messages('Hi', '', ''), '');
  });

  it('keeps the choice of this window', () => {
    const tags = { tags: ['a'] };
    assert.deepEqual(merged({}, { ...tags, message: 'm' }, { tags: ['b'] }), { ...tags, message: 'm' });
    assert.deepEqual(merged({ group: '1' }, {}, { group: '2' }), {});
  });

  it('never makes a private note public', () => {
    const [note, open] = [{ message: 'Note', private: true }, { message: 'Note' }];
    assert.equal(merged({}, { message: 'Hi' }, note).private, true);
    assert.equal(merged({}, note, { message: 'Hi' }).private, true);
    assert.deepEqual(merged(note, { message: 'Note, more', private: true }, open).private, true);
    assert.equal(merged({}, { subject: 's' }, { private: true }).private, true);
    assert.equal(merged(note, { private: true }, { ...open, subject: 's' }).private, undefined);
  });

  it('keeps the value that a field had before it was edited, of the window that edited it', () => {
    const mine = { values: { subject: 'Red' }, base: { subject: 'A' } };
    const theirs = { values: { message: 'Hi', status: 'solved' }, base: { status: 'open' } };
    const { base } = mergeDrafts({ values: {} }, mine, theirs, separatorOf);
    assert.deepEqual(base, { subject: 'A', status: 'open' });
  });
});
