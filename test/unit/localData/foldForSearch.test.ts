import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldForSearch, indexOfFolded, wordsOf } from '../../../src/core/localData/foldForSearch';

describe('folding of text', () => {
  it('removes case and accents', () => {
    const pairs = {
      Não: 'nao',
      ÉLAN: 'elan',
      Straße: 'strasse',
      Łódź: 'lodz',
      İstanbul: 'istanbul',
      ΟΔΟΣ: 'οδοσ',
    };
    for (const [text, folded] of Object.entries(pairs)) assert.equal(foldForSearch(text), folded);
    assert.equal(foldForSearch('Na\u0303o'), 'nao', 'an accent that is a letter of its own');
    assert.equal(foldForSearch('返品したい'), '返品したい');
  });

  it('splits a query into different words', () => {
    assert.deepEqual(wordsOf('  Não  reembolso nao '), ['nao', 'reembolso']);
    assert.deepEqual(wordsOf(' \n'), []);
  });

  it('finds where a word is in the original text', () => {
    assert.equal(indexOfFolded('Größe: não', 'nao'), 7);
    assert.equal(indexOfFolded('Straße und Gasse', 'gasse'), 11);
    assert.equal(indexOfFolded('a\u0301b\u0301c', 'c'), 4);
    assert.equal(indexOfFolded('nothing', 'else'), -1);
  });

  it('is stable, and finds every part of a text in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, word) => {
        const folded = foldForSearch(word);
        assert.equal(foldForSearch(folded), folded);
        const at = indexOfFolded(`${before} ${word}`, folded);
        assert.ok(at >= 0 && at <= before.length + 1, `${at}`);
      }),
    );
  });
});
