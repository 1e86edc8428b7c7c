import { headerBlockEnd, isAttribution, isDeviceLine, markerOf, startsAttribution } from './mailLines';

export type SegmentKind = 'text' | 'quote' | 'signature' | 'device';

/** A part of a message. Only `text` is certainly the author's own. */
export interface Segment {
  readonly kind: SegmentKind;
  readonly text: string;
}

/** More lines after a delimiter are not taken for a signature. */
const longestSignature = 12;
/** Lines that an attribution may be broken over. */
const attributionLines = 3;
/** Prefixed lines that are a quotation without an attribution. */
const fewestPrefixed = 3;
/** Signatures and phone lines of one message. */
const mostEndings = 3;
/** Lines in one message that are compared with attributions; what follows stays visible. */
const mostCandidates = 60;

/**
 * Splits a message that may have been an e-mail into its author's text, and what can be folded: quotations of earlier
 * messages, the signature, and the line that a phone adds. The segments together are exactly the text. What is not
 * certainly one of these stays text, and so does everything if nothing else would be left. Linear in the length.
 */
export function foldMail(text: string): Segment[] {
  if (!text.includes('\n')) return text === '' ? [] : [{ kind: 'text', text }];
  const mail = new Mail(text.split('\n'));
  mail.markQuotations();
  if (!mail.hasOwnText()) return [{ kind: 'text', text }];
  mail.markEnd();
  if (!mail.hasOwnText()) return [{ kind: 'text', text }];
  return mail.segments();
}

/** The lines of a message and what each of them is. */
class Mail {
  private readonly kinds: SegmentKind[];
  private readonly isBlank: readonly boolean[];
  /** Lines with a prefix, and the attributions above them. */
  private readonly isPrefixedPart: boolean[];
  /** Exclusive end of what is neither an earlier nor a forwarded message. */
  private end: number;
  private candidatesLeft = mostCandidates;

  constructor(private readonly lines: readonly string[]) {
    this.kinds = lines.map(() => 'text');
    this.isBlank = lines.map((line) => line.trim() === '');
    this.isPrefixedPart = lines.map(() => false);
    this.end = lines.length;
  }

  hasOwnText(): boolean {
    return this.kinds.some((kind, at) => kind === 'text' && !this.isBlank[at]);
  }

  markQuotations(): void {
    const runs = this.prefixedRuns();
    for (const { start, to } of runs) this.isPrefixedPart.fill(true, start, to);
    const unattributed = new Set(runs.flatMap(({ from, isAttributed }) => (isAttributed ? [] : [from])));
    const history = this.historyStart(unattributed);
    if (history !== undefined) {
      this.end = history;
      this.mark(history, this.lines.length, 'quote');
    }
    const own = runs.filter(({ from }) => from < this.end);
    // Answers between quotations need them beside them.
    const isInterleaved = own.length > 1 && own.some(({ to }) => this.nextOwn(to) < this.end);
    for (const run of own) {
      const isLast = this.nextOwn(run.to) >= this.end;
      if ((isLast || !isInterleaved) && this.isCertain(run, isLast)) this.mark(run.start, run.to, 'quote');
    }
  }

  /** Marks signature and phone lines, which stand below the author's text. */
  markEnd(): void {
    let end = this.end;
    for (let left = mostEndings; left > 0; left -= 1) {
      const last = this.lastOwn(end);
      const start = this.isDevice(last) ? last : this.signatureStart(last);
      if (start === undefined || this.lastOwn(start) < 0) return;
      this.mark(start, last + 1, start === last ? 'device' : 'signature');
      end = start;
    }
  }

  segments(): Segment[] {
    const found: { kind: SegmentKind; lines: string[] }[] = [];
    const first = this.nextFilled(0);
    this.lines.forEach((line, at) => {
      const last = found.at(-1);
      // A blank line belongs to what stands before it, or to the first filled line.
      const kind = this.isBlank[at]
        ? (last?.kind ?? this.kinds[first] ?? 'text')
        : (this.kinds[at] ?? 'text');
      if (last?.kind === kind) last.lines.push(line);
      else found.push({ kind, lines: [line] });
    });
    return found.map(({ kind, lines }, at) => ({
      kind,
      text: lines.join('\n') + (at < found.length - 1 ? '\n' : ''),
    }));
  }

  /** Below an attribution, or several lines at the beginning or the end that the author does not introduce. */
  private isCertain({ from, to, isAttributed }: Run, isLast: boolean): boolean {
    if (isAttributed) return true;
    if (!(isLast || this.lastOwn(from) < 0) || this.isIntroduced(from)) return false;
    const filled = this.lines.slice(from, to).filter((line) => line.trim() !== '');
    return filled.length >= fewestPrefixed && filled.every((line) => /^ ?>(?:[\s>]|$)/.test(line));
  }

  /**
   * Where an earlier message without prefixes begins; it reaches to the end. A forwarded message ends the search.
   * @param unattributed first lines of prefixed runs
   */
  private historyStart(unattributed: ReadonlySet<number>): number | undefined {
    /** Above this line nothing is the author's own. */
    let ownFrom = 0;
    for (let at = 0; at < this.lines.length; at += 1) {
      if (this.isBlank[at] || (this.isPrefixed(at) && !unattributed.has(at))) continue;
      const line = this.line(at).replace(/^[ >]+/, '');
      const marker = markerOf(line);
      const isHeading = this.isPrefixed(at)
        ? /^\D*[:：]\s*$/.test(line.slice(0, 200))
        : marker === 'heading' && this.isHeader(this.nextFilled(at + 1));
      if (marker === 'forwarded' || isHeading) {
        this.end = at;
        return undefined;
      }
      if (this.isPrefixed(at)) continue;
      const head =
        marker === 'original' ? this.markedHead(at) : (this.headerHead(at) ?? this.attributionHead(at));
      if (!head) continue;
      if (this.isIntroduced(head.start)) return undefined;
      // A message that begins with a quotation may have its answer below.
      if (this.lastOwn(head.start) >= ownFrom) return head.start;
      ownFrom = head.end;
      at = head.end - 1;
    }
    return undefined;
  }

  private isHeader(at: number): boolean {
    return headerBlockEnd(this.lines, at) !== undefined;
  }

  /** A line such as "-----Original Message-----", with the header block below it. */
  private markedHead(at: number): Head {
    const next = this.nextFilled(at + 1);
    return { start: at, end: headerBlockEnd(this.lines, next) ?? at + 1 };
  }

  /** A header block at this line, with the rule above it. */
  private headerHead(at: number): Head | undefined {
    const end = headerBlockEnd(this.lines, at);
    if (end === undefined) return undefined;
    const above = this.previousFilled(at);
    return { start: above >= 0 && markerOf(this.line(above)) === 'rule' ? above : at, end };
  }

  /** An attribution that ends at this line and has no prefixed quotation below. */
  private attributionHead(at: number): Head | undefined {
    const start = this.attributionEndingAt(at, true);
    if (start === undefined) return undefined;
    const next = this.nextFilled(at + 1);
    return next < this.lines.length && !this.isPrefixed(next) ? { start, end: at + 1 } : undefined;
  }

  private attributionEndingAt(at: number, isStrict: boolean): number | undefined {
    if (!/(?:[:：]|>\s?\p{L}+)\s*$/u.test(this.line(at).slice(-30))) return undefined;
    let found: number | undefined;
    for (let from = at; from > at - attributionLines && from >= 0; from -= 1) {
      if (this.isBlank[from] || this.isPrefixed(from) || this.candidatesLeft === 0) break;
      if (from < at && !startsAttribution(this.line(from))) continue;
      const answer = isAttribution(this.lines.slice(from, at + 1).join(' '), isStrict);
      if (answer !== undefined) this.candidatesLeft -= 1;
      if (answer === true) found = from;
    }
    return found;
  }

  /** Runs of lines that begin with `>`, also with blank lines between them. */
  private prefixedRuns(): Run[] {
    const runs: Run[] = [];
    for (let at = 0; at < this.lines.length; at += 1) {
      if (!this.isPrefixed(at)) continue;
      const from = at;
      let to = at + 1;
      for (let next = to; next < this.lines.length; next += 1) {
        if (this.isPrefixed(next)) to = next + 1;
        else if (!this.isBlank[next]) break;
      }
      const above = this.previousFilled(from);
      const start = above < 0 ? undefined : this.attributionEndingAt(above, false);
      runs.push({ from, to, start: start ?? from, isAttributed: start !== undefined });
      at = to - 1;
    }
    return runs;
  }

  private isPrefixed(at: number): boolean {
    return /^ ?>/.test(this.line(at));
  }

  /** The line above ends with a colon: the author shows something. */
  private isIntroduced(at: number): boolean {
    const above = this.previousFilled(at);
    return above >= 0 && /[:：]$/.test(this.line(above).slice(-20).trimEnd());
  }

  private isDevice(at: number): boolean {
    return at >= 0 && isDeviceLine(this.line(at));
  }

  /** The delimiter of a signature that ends at this line. */
  private signatureStart(last: number): number | undefined {
    for (let at = last - 1; at >= 0 && last - at <= longestSignature && this.kinds[at] === 'text'; at -= 1) {
      const line = this.line(at);
      if (line === '-- ' || line === '--\u00a0') return at;
      if (line === '--') return this.isSignature(at, last) ? at : undefined;
    }
    return undefined;
  }

  /** Without its space, the delimiter may as well divide a text: only a name with few lines below it is a signature. */
  private isSignature(delimiter: number, last: number): boolean {
    const below = this.lines.slice(delimiter + 1, last + 1).filter((line) => line.trim() !== '');
    const isAlone = this.lines.slice(0, delimiter).every((line) => line.trimEnd() !== '--');
    const isName = /^\p{Lu}[\p{L}.’'-]+(?: [\p{L}.’'-]{2,}){0,4}$/u.test((below[0] ?? '').trimEnd());
    const isShort = below.length <= 6 && below.every((line) => line.length <= 60 && !/[?!:]\s*$/.test(line));
    if (!isAlone || !isName || !isShort) return false;
    const contact = /\S@\S|https?:\/\/|www\.|\+?\d[\d ()./-]{6,}\d/;
    return this.isBlank[delimiter - 1] === true || below.some((line) => contact.test(line));
  }

  private mark(from: number, to: number, kind: SegmentKind): void {
    this.kinds.fill(kind, from, to);
  }

  private line(at: number): string {
    const line = this.lines[at] ?? '';
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  private isOwn(at: number): boolean {
    return this.kinds[at] === 'text' && !this.isBlank[at] && !this.isPrefixedPart[at];
  }

  private nextOwn(at: number): number {
    let next = at;
    while (next < this.end && !this.isOwn(next)) next += 1;
    return next;
  }

  /** The last own line before this one, or -1. */
  private lastOwn(end: number): number {
    let at = end - 1;
    while (at >= 0 && !this.isOwn(at)) at -= 1;
    return at;
  }

  private nextFilled(at: number): number {
    let next = at;
    while (next < this.lines.length && this.isBlank[next]) next += 1;
    return next;
  }

  private previousFilled(at: number): number {
    let previous = at - 1;
    while (previous >= 0 && this.isBlank[previous]) previous -= 1;
    return previous;
  }
}

/** What stands above an earlier message; `end` is exclusive. */
interface Head {
  readonly start: number;
  readonly end: number;
}

interface Run {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Where its attribution begins, else `from`. */
  readonly start: number;
  readonly isAttributed: boolean;
}
