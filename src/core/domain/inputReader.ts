import { emailProblem } from './signIn';
import type { Checked, Complaint, FieldProblem } from './fieldProblem';

/** RFC 5321. */
const longestMail = 254;

type Raw = Readonly<Record<string, unknown>>;
type Must = 'required' | 'optional';

/**
 * Reads an unknown input field by field and collects all problems. Absent, `undefined`, `null` and blank text
 * count as absent. Keys that were not read are reported as problems, so nothing is dropped silently.
 */
export class InputReader {
  private readonly raw: Raw;
  private readonly asked = new Set<string>();

  /** @param input `undefined` and `null` count as an object without fields */
  constructor(
    input: unknown,
    private readonly problems: FieldProblem[] = [],
    private readonly path = '',
  ) {
    if (input === undefined || input === null) this.raw = {};
    else if (typeof input === 'object' && !Array.isArray(input)) this.raw = input as Raw;
    else {
      this.raw = {};
      this.note(path.replace(/\.$/, ''), { code: 'not-an-object' });
    }
  }

  /** Trimmed text. */
  text(key: string, must: Must = 'optional'): string | undefined {
    return this.textOf(key, must)?.trim();
  }

  /** Text that is not blank, untrimmed. */
  message(key: string, must: Must = 'optional'): string | undefined {
    return this.textOf(key, must);
  }

  /** Untrimmed text with a minimum length. */
  secret(key: string, least: number): string | undefined {
    const value = this.value(key);
    if (value === undefined || value === '') return undefined;
    const secret = this.orComplain(key, typeof value === 'string' ? value : undefined, { code: 'not-text' });
    if (secret === undefined) return undefined;
    return this.orComplain(key, secret.length < least ? undefined : secret, { code: 'too-short', least });
  }

  mail(key: string, must: Must = 'optional'): string | undefined {
    const text = this.text(key, must);
    if (text === undefined) return undefined;
    const mail = this.orComplain(key, emailProblem(text) ? undefined : text, { code: 'not-an-email' });
    if (mail === undefined) return undefined;
    const fits = mail.length <= longestMail ? mail : undefined;
    return this.orComplain(key, fits, { code: 'too-long', most: longestMail });
  }

  choice<const T extends string>(key: string, choices: readonly T[], must: Must = 'optional'): T | undefined {
    const text = this.text(key, must);
    if (text === undefined) return undefined;
    const known = choices.find((choice) => choice === text);
    return this.orComplain(key, known, { code: 'not-a-choice', choices });
  }

  /** A whole number, also as text: the connector types some counts as text. */
  whole(key: string, least: number): number | undefined {
    const value = this.value(key);
    if (isBlank(value)) return undefined;
    const number = this.orComplain(key, wholeIn(value), { code: 'not-a-whole-number' });
    if (number === undefined) return undefined;
    return this.orComplain(key, number < least ? undefined : number, { code: 'out-of-range', least });
  }

  /** A boolean, also as 0 or 1 in number or text, as REST v2 writes it. */
  flag(key: string): boolean | undefined {
    const value = this.value(key);
    return isBlank(value) ? undefined : this.orComplain(key, flagIn(value), { code: 'not-yes-or-no' });
  }

  /** An existing day as `YYYY-MM-DD`. */
  day(key: string): string | undefined {
    const day = this.text(key);
    if (day === undefined) return undefined;
    return this.orComplain(key, isDay(day) ? day : undefined, { code: 'not-a-day' });
  }

  /** An `http:` or `https:` URL. */
  url(key: string): string | undefined {
    const url = this.text(key);
    if (url === undefined) return undefined;
    return this.orComplain(key, isUrl(url) ? url : undefined, { code: 'not-a-url' });
  }

  /** Trimmed, distinct texts; blank ones are left out. */
  texts(key: string): readonly string[] | undefined {
    const items = this.items(key);
    if (!items) return undefined;
    const texts = items.filter((item) => typeof item === 'string');
    const all = texts.length === items.length ? texts.map((text) => text.trim()) : undefined;
    const named = all && [...new Set(all)].filter((text) => text !== '');
    return this.orComplain(key, named, { code: 'not-text' });
  }

  /** Distinct whole numbers from 0. */
  wholes(key: string): readonly number[] | undefined {
    const items = this.items(key);
    if (!items) return undefined;
    const whole = items.map(wholeIn).filter((number) => number !== undefined);
    const all = whole.length === items.length ? [...new Set(whole)] : undefined;
    const numbers = this.orComplain(key, all, { code: 'not-a-whole-number' });
    if (numbers === undefined) return undefined;
    const inRange = numbers.every((number) => number >= 0) ? numbers : undefined;
    return this.orComplain(key, inRange, { code: 'out-of-range', least: 0 });
  }

  /** An object inside the input, `undefined` if it is empty. `read` must read all of its fields. */
  part<T extends object>(key: string, read: (part: InputReader) => T): T | undefined {
    const part = new InputReader(this.value(key), this.problems, `${this.path}${key}.`);
    const value = read(part);
    part.refuseUnknown();
    return Object.keys(value).length === 0 ? undefined : value;
  }

  complain(key: string, complaint: Complaint): void {
    this.note(this.path + key, complaint);
  }

  /** Ends reading: adds problems for keys that were not read. */
  finish<T>(value: () => T): Checked<T> {
    this.refuseUnknown();
    return this.problems.length === 0
      ? { ok: true, value: value() }
      : { ok: false, problems: [...this.problems] };
  }

  private refuseUnknown(): void {
    for (const [key, value] of Object.entries(this.raw)) {
      if (value !== undefined && !this.asked.has(key)) this.complain(key, { code: 'unknown-field' });
    }
  }

  private value(key: string): unknown {
    this.asked.add(key);
    return Object.hasOwn(this.raw, key) ? (this.raw[key] ?? undefined) : undefined;
  }

  private textOf(key: string, must: Must): string | undefined {
    const value = this.value(key);
    if (!isBlank(value)) {
      return this.orComplain(key, typeof value === 'string' ? value : undefined, { code: 'not-text' });
    }
    if (must === 'required') this.complain(key, { code: 'required' });
    return undefined;
  }

  private items(key: string): readonly unknown[] | undefined {
    const value = this.value(key);
    if (isBlank(value)) return undefined;
    return this.orComplain(key, Array.isArray(value) ? (value as unknown[]) : undefined, {
      code: 'not-a-list',
    });
  }

  /** Returns the value; adds the problem if it is `undefined`. */
  private orComplain<T>(key: string, value: T | undefined, complaint: Complaint): T | undefined {
    if (value === undefined) this.complain(key, complaint);
    return value;
  }

  private note(field: string, complaint: Complaint): void {
    this.problems.push({ field, ...complaint });
  }
}

function isBlank(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

function wholeIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

function flagIn(value: unknown): boolean | undefined {
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  return value === false || value === 0 || value === '0' || value === 'false' ? false : undefined;
}

function isUrl(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}

// `Date.parse` would accept 31 February and return a day in March.
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The object without keys whose value is `undefined`. */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

export type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
