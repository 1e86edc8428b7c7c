const code = (character: string): number => character.charCodeAt(0);
const quote = code('"');
const backslash = code('\\');
const comma = code(',');
const letterU = code('u');
const openings: ReadonlySet<number> = new Set([code('['), code('{')]);
const closings: ReadonlySet<number> = new Set([code(']'), code('}')]);
/** So much of a text is kept in any case: names of fields are never cut. */
const minTextBytes = 64;
/** Stands for the rest of a text. */
const ellipsis = Buffer.from('…');
/** Digits of `\u0041`. */
const unicodeDigits = 4;

/**
 * Shortens the values of a list while it arrives, as a bare array of objects or in an object (`{ tickets: [...] }`),
 * so that one large item neither fills the memory nor costs the others. Every item keeps all of its fields. Of a value
 * with more than `maxValueBytes` the first ones are kept: its text ends with `…`, and later elements of its arrays and
 * later fields of its objects are missing. The result is JSON if the input is.
 */
export class JsonShortener {
  private depth = 0;
  /** Depth inside an item; 0 before the first bracket. */
  private itemDepth = 0;
  /** Bytes of the current field of an item. */
  private valueBytes = 0;
  private inString = false;
  /** Bytes of the current text. */
  private textBytes = 0;
  /** Bytes of an escape sequence that are still to come. */
  private escapeBytes = 0;
  /** Whether the rest of the current text is left out. */
  private isCutting = false;
  /** Elements and fields at this depth and inside of it are left out; 0 if none are. */
  private skippedDepth = 0;

  constructor(private readonly maxValueBytes: number) {}

  /** @returns what to keep of the next bytes */
  write(chunk: Uint8Array): Buffer {
    const mostTexts = Math.ceil(chunk.length / minTextBytes) + 1;
    const kept = Buffer.allocUnsafe(chunk.length + mostTexts * ellipsis.length);
    let length = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      // By far the most bytes are inside a text that is left out.
      const isLeftOut = this.isCutting || (this.inString && this.skippedDepth > 0);
      if (isLeftOut && this.escapeBytes === 0) at = skipPlainText(chunk, at);
      const byte = chunk[at];
      if (byte === undefined) break;
      const wasCutting = this.isCutting;
      if (this.keeps(byte)) {
        kept[length] = byte;
        length += 1;
        this.valueBytes += 1;
      } else if (this.isCutting && !wasCutting) length += ellipsis.copy(kept, length);
    }
    // A copy, which does not hold the memory of what was left out.
    return Buffer.from(kept.subarray(0, length));
  }

  private keeps(byte: number): boolean {
    return this.inString ? this.keepsInString(byte) : this.keepsOutside(byte);
  }

  private keepsInString(byte: number): boolean {
    this.textBytes += 1;
    if (this.escapeBytes > 0) {
      const isUnicode = this.escapeBytes === 1 && byte === letterU;
      this.escapeBytes = isUnicode ? unicodeDigits : this.escapeBytes - 1;
    } else if (byte === quote) {
      this.inString = false;
      this.isCutting = false;
    } else {
      // A text is never cut inside a character of several bytes.
      const isStart = (byte & 0xc0) !== 0x80;
      const mayCut = this.isOverLimit && this.textBytes >= minTextBytes && this.skippedDepth === 0;
      if (isStart && mayCut) this.isCutting = true;
      if (byte === backslash) this.escapeBytes = 1;
    }
    return !this.isCutting && this.skippedDepth === 0;
  }

  private keepsOutside(byte: number): boolean {
    if (byte === quote) {
      this.inString = true;
      this.textBytes = 0;
    } else if (openings.has(byte)) this.open(byte);
    else if (closings.has(byte)) this.close();
    else if (byte === comma && this.depth === this.itemDepth) this.valueBytes = 0;
    else if (byte === comma && this.isOverLimit && this.skippedDepth === 0) this.skippedDepth = this.depth;
    return this.skippedDepth === 0;
  }

  private open(byte: number): void {
    if (this.itemDepth === 0) this.itemDepth = byte === code('[') ? 2 : 3;
    this.depth += 1;
    if (this.depth === this.itemDepth) this.valueBytes = 0;
  }

  private close(): void {
    // The bracket that ends a shortened array or object is kept.
    if (this.depth === this.skippedDepth) this.skippedDepth = 0;
    this.depth -= 1;
  }

  private get isOverLimit(): boolean {
    return this.depth >= this.itemDepth && this.valueBytes > this.maxValueBytes;
  }
}

/** @returns the place of the next byte that ends a text or begins an escape sequence */
function skipPlainText(chunk: Uint8Array, from: number): number {
  let at = from;
  while (at < chunk.length && chunk[at] !== quote && chunk[at] !== backslash) at += 1;
  return at;
}
