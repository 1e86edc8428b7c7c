import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { phraseFaults, retiredNames, retiredWords, sectionFaults } from './support/retiredWords';
import { readUnits, unitOf } from './support/sourceUnits';

const units = ['src', 'test', 'bench', 'scripts', 'types'].flatMap((dir) => readUnits(dir, ['.ts', '.mjs']));

// These two contain the words that they look for, in texts.
const cites = units.filter(({ file }) => !/^test\/unit\/(words\.test|support\/retiredWords)\.ts$/.test(file));

describe('words', () => {
  it('no identifier contains a retired word', () => {
    assert.deepEqual(retiredNames(units), []);
  });

  it('a retired word is found in each way to write a name, and exempt names are not', () => {
    const faults = retiredNames([
      unitOf(
        'src/a.ts',
        'const deskDoor = 1; class Relay { #trouble = 1; isFullHouse() { return MADE_UP; } }',
      ),
      unitOf(
        'src/b.ts',
        'const helpDesk = new HelpDeskNames(); let api: LiveChatDesk; const addoddress = 1;',
      ),
      unitOf('src/core/tunnel/devtunnel/c.ts', 'const relay = 1;'),
    ]);
    assert.deepEqual(faults, [
      'src/a.ts:1: deskDoor (desk: event service, or fixture in tests)',
      'src/a.ts:1: Relay (relay: listener)',
      'src/a.ts:1: #trouble (trouble: problem)',
      'src/a.ts:1: isFullHouse (full house: subscription limit)',
      'src/a.ts:1: MADE_UP (made up: spoofed)',
    ]);
  });

  it('no comment cites a numbered section without its document', () => {
    assert.deepEqual(sectionFaults(cites), []);
    const cited = [
      '// section 3.7 of the API notes',
      '// (Section 2)',
      '// docs/livechat-api.md, section 2',
      '// RFC 7230, section 4.1',
      '// this section says nothing of 3.7',
    ];
    assert.deepEqual(sectionFaults([unitOf('a.ts', cited.join('\n'))]), [
      'a.ts:1 cites a section of no document',
      'a.ts:2 cites a section of no document',
    ]);
  });

  it('no comment or test title contains a retired phrase', () => {
    assert.deepEqual(phraseFaults(cites), []);
    const lines = [
      '// Nobody listens yet.',
      "it('ends by itself', () => {",
      "const text = 'nobody';",
      'const shall = 1; // a name',
      ' * The event is made up.',
      '// The API does not tell.',
      '// Without it, a login tells.',
      '// Ids tell them apart.',
      '// Tell the user, and tell both apart.',
    ];
    assert.deepEqual(phraseFaults([unitOf('a.ts', lines.join('\n'))]), [
      'a.ts:1 says "Nobody"',
      'a.ts:2 says "by itself"',
      'a.ts:5 says "made up"',
      'a.ts:6 says "does not tell"',
      'a.ts:7 says "tells"',
    ]);
  });

  it('the glossary says what replaces each retired word', () => {
    const glossary = readFileSync('docs/glossary.md', 'utf8');
    for (const word of retiredWords.keys()) {
      assert.ok(glossary.includes(`| ${word} `), `docs/glossary.md does not name ${word}`);
    }
  });
});
