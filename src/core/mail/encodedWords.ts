import { decodeWords } from 'postal-mime';

const word = /=\?([\w.:-]+)(?:\*[\w-]*)?\?([bq])\?([^?\n]*)\?=/gi;
/** Adjacent words, which are decoded together, because a character may be split between them. */
const adjacent = new RegExp(`${word.source}(?:\\s*${word.source})*`, 'gi');

/** Characters of windows-1252 at 0x80 to 0x9f, which Node 20 and 22 decode as control characters (nodejs/node#56542). */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Decodes the encoded words of e-mail headers (RFC 2047), such as `=?utf-8?Q?R=C3=BCckgabe?=`. What cannot be decoded
 * stays as it is. The result is as untrusted as the text.
 */
export function decodeEncodedWords(text: string): string {
  if (!text.includes('=?')) return text;
  return text.replace(adjacent, (words) => {
    const found = [...words.matchAll(word)];
    // The library reads an unknown charset as another one.
    if (!found.every(([, charset = '']) => isKnown(charset))) return words;
    // It joins only words of one charset, spelled alike, and of one encoding.
    const alike = found.map(([, charset = '', encoding = '', content = '']) => {
      const quoted = encoding.toLowerCase() === 'b' ? quotedPrintable(content) : content;
      return `=?${charset.toLowerCase()}?Q?${quoted}?=`;
    });
    const decoded = decodeWords(alike.join(''));
    if (decoded.includes('\ufffd')) return words;
    return decoded.replace(/[\u0080-\u009f]/g, (character) =>
      windows1252.charAt(character.charCodeAt(0) - 0x80),
    );
  });
}

function quotedPrintable(base64: string): string {
  return [...Buffer.from(base64, 'base64')].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join('');
}

function isKnown(charset: string): boolean {
  try {
    return new TextDecoder(charset).encoding !== '';
  } catch {
    return false;
  }
}
