const word = /=\?([\w.:-]+)(?:\*[\w-]*)?\?([bq])\?([^?\s]*)\?=/gi;
/** White space between two encoded words separates no words (RFC 2047, section 6.2). */
const between = /(\?=)\s+(?==\?[\w.:-]+(?:\*[\w-]*)?\?[bq]\?[^?\s]*\?=)/gi;

interface Chunk {
  readonly charset: string;
  readonly bytes: Uint8Array;
}

/**
 * Decodes the encoded words of e-mail headers (RFC 2047), such as `=?utf-8?Q?R=C3=BCckgabe?=`. What cannot be decoded
 * stays as it is.
 */
export function decodeEncodedWords(text: string): string {
  if (!text.includes('=?')) return text;
  // Adjacent words are decoded together, because a character may be split between them.
  return text.replace(between, '$1').replace(/(?:=\?[\w.:-]+(?:\*[\w-]*)?\?[bq]\?[^?\s]*\?=)+/gi, (run) => {
    const chunks = [...run.matchAll(word)].map(([, charset = '', encoding = '', content = '']) => ({
      charset: charset.toLowerCase(),
      bytes: encoding.toLowerCase() === 'b' ? new Uint8Array(Buffer.from(content, 'base64')) : fromQ(content),
    }));
    return decodeChunks(chunks) ?? run;
  });
}

function decodeChunks(chunks: readonly Chunk[]): string | undefined {
  const runs: { readonly charset: string; readonly parts: Uint8Array[] }[] = [];
  for (const { charset, bytes } of chunks) {
    const last = runs.at(-1);
    if (last?.charset === charset) last.parts.push(bytes);
    else runs.push({ charset, parts: [bytes] });
  }
  try {
    return runs
      .map(({ charset, parts }) => new TextDecoder(charset, { fatal: true }).decode(Buffer.concat(parts)))
      .join('');
  } catch {
    return undefined;
  }
}

function fromQ(content: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < content.length; at += 1) {
    const char = content.charAt(at);
    const hex = char === '=' ? /^[\da-f]{2}/i.exec(content.slice(at + 1))?.[0] : undefined;
    if (hex !== undefined) {
      bytes.push(parseInt(hex, 16));
      at += 2;
    } else bytes.push(...(char === '_' ? [0x20] : Buffer.from(char)));
  }
  return Uint8Array.from(bytes);
}
