import type { TextSpan } from './findAddresses';
import { foldForMasks } from './foldedText';

/** Parts of names that are common words, and names that LiveChat gives to everyone. */
const tooCommon: ReadonlySet<string> = new Set([
  ...[
    'and',
    'bin',
    'das',
    'del',
    'della',
    'den',
    'der',
    'des',
    'dos',
    'ibn',
    'las',
    'los',
    'the',
    'van',
    'von',
  ],
  ...['client', 'cliente', 'customer', 'guest', 'unnamed', 'visitor', 'visitante', 'unknown'],
  ...['miss', 'mrs', 'srta', 'herr', 'frau', 'com'],
]);
/** Names that are words, too: only those that begin with a capital letter count. */
const words: ReadonlySet<string> = new Set([
  ...['art', 'can', 'for', 'grace', 'hope', 'joy', 'mark', 'may', 'not', 'rose', 'will', 'you'],
  ...['mar', 'sol', 'luz', 'paz', 'como', 'por', 'que', 'sim', 'sou'],
]);
/** Scripts that are written without spaces between words. */
const unspaced = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
const wordPattern = /[\p{L}\p{N}]+/gu;
/** Between two parts of one name. */
const longestGap = 3;

/** A name, prepared for being found in texts. */
export interface NameParts {
  /** All words of the name, in order. */
  readonly all: readonly string[];
  /** Those that stand for the person on their own. */
  readonly telling: ReadonlySet<string>;
  /** Names in scripts without spaces, which are found inside words. */
  readonly inside: readonly string[];
}

export interface Word extends TextSpan {
  readonly word: string;
  /** The text has it with a capital letter, or its script has none. */
  readonly isCapital: boolean;
}

export function partsOf(name: string): NameParts {
  const all = foldForMasks(name).match(wordPattern) ?? [];
  const spaced = all.filter((word) => !unspaced.test(word));
  const inside = all.filter((word) => unspaced.test(word));
  const long = spaced.filter((word) => word.length >= 3 && !tooCommon.has(word));
  const isShort = long.length === 0 && !spaced.some((word) => tooCommon.has(word));
  // A short name such as “Li” counts where it is written with a capital letter.
  const telling = new Set(isShort ? spaced.filter((word) => word.length > 1) : long);
  return { all, telling, inside };
}

/** @param folded and the place of each of its characters in the original */
export function wordsIn(
  original: string,
  folded: { text: string; originalOf(index: number): number },
): Word[] {
  return Array.from(folded.text.matchAll(wordPattern), ({ index, 0: word }) => {
    const first = original.slice(folded.originalOf(index), folded.originalOf(index + 1));
    return {
      word,
      start: index,
      end: index + word.length,
      isCapital: first !== first.toLowerCase() || first === first.toUpperCase(),
    };
  });
}

/**
 * Where a name, or a part of it that identifies the person, stands in a text.
 * @param text folded
 * @param isWhole only where the whole name stands
 */
export function findName(
  text: string,
  found: readonly Word[],
  name: NameParts,
  isWhole = false,
): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  for (let at = 0; at < found.length; at++) {
    const word = found[at];
    if (!word || !isTelling(word, name)) continue;
    let [first, last] = [at, at];
    while (isPartBeside(text, found[first - 1], found[first], name)) first -= 1;
    while (isPartBeside(text, found[last], found[last + 1], name, 'next')) last += 1;
    const part = found.slice(first, last + 1).map((each) => each.word);
    if (!isWhole || [...name.telling].every((each) => part.includes(each)))
      spans.push({ start: found[first]?.start ?? word.start, end: found[last]?.end ?? word.end });
    at = last;
  }
  return [...spans, ...name.inside.flatMap((part) => placesOf(text, part, isWhole ? 2 : 1))];
}

function isTelling({ word, isCapital }: Word, { telling }: NameParts): boolean {
  return telling.has(word) && (isCapital || (word.length > 2 && !words.has(word)));
}

/** Whether two words are neighbors, and the outer one belongs to the name. */
function isPartBeside(
  text: string,
  one: Word | undefined,
  other: Word | undefined,
  { all }: NameParts,
  outer: 'previous' | 'next' = 'previous',
): boolean {
  if (!one || !other) return false;
  const gap = text.slice(one.end, other.start);
  return (
    all.includes((outer === 'next' ? other : one).word) && gap.length <= longestGap && !gap.includes('\n')
  );
}

function placesOf(text: string, part: string, shortest: number): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  if (part.length < shortest) return spans;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length))
    spans.push({ start: at, end: at + part.length });
  return spans;
}
