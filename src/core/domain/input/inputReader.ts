import { endOfDay, isDay, startOfDay } from '../../base/localDays';
import { emailProblem } from '../signIn';
import type { Checked, Problem, FieldProblem } from './fieldProblem';

/** RFC 5321. */
const maxEmailLength = 254;
const maxIdLength = 512;
const maxTextLength = 10_000;
const maxMessageLength = 1_000_000;
/** Unknown keys that are reported by name. */
const maxUnknownKeys = 20;

type Raw = Readonly<Record<string, unknown>>;
type Presence = 'required' | 'optional';

/**
 * Reads an unknown input field by field and collects all problems. Absent, `undefined`, `null` and blank text
 * count as absent. Keys that were not read are reported as problems, so nothing is dropped silently.
 */
export class InputReader {
  private readonly raw: Raw;
  private readonly readKeys = new Set<string>();

  /** @param input `undefined` and `null` count as an object without fields */
  constructor(
    input: unknown,
    private readonly problems: FieldProblem[] = [],
    private readonly path = '',
  ) {
    const raw = input === undefined || input === null ? {} : copyOf(input);
    if (!raw) this.addProblem(path.replace(/\.$/, ''), { code: 'not-an-object' });
    this.raw = raw ?? {};
  }

  /** Trimmed text. */
  text(key: string, must: Presence = 'optional'): string | undefined {
    return this.rawText(key, must, maxTextLength)?.trim();
  }

  /** Trimmed text that names one object, such as an id or a login. */
  id(key: string, must: Presence = 'optional'): string | undefined {
    return this.rawText(key, must, maxIdLength)?.trim();
  }

  /** Text that is not blank, untrimmed. */
  message(key: string, must: Presence = 'optional'): string | undefined {
    return this.rawText(key, must, maxMessageLength);
  }

  /** Untrimmed text with a minimum length. */
  secret(key: string, least: number): string | undefined {
    const value = this.value(key);
    if (value === undefined || value === '') return undefined;
    const secret = this.orReport(key, typeof value === 'string' ? value : undefined, { code: 'not-text' });
    if (secret === undefined) return undefined;
    if (secret.length > maxTextLength) this.report(key, { code: 'too-long', most: maxTextLength });
    return this.orReport(key, secret.length < least ? undefined : secret, { code: 'too-short', least });
  }

  mail(key: string, must: Presence = 'optional'): string | undefined {
    const text = this.text(key, must);
    if (text === undefined) return undefined;
    const mail = this.orReport(key, emailProblem(text) ? undefined : text, { code: 'not-an-email' });
    if (mail === undefined) return undefined;
    const fits = mail.length <= maxEmailLength ? mail : undefined;
    return this.orReport(key, fits, { code: 'too-long', most: maxEmailLength });
  }

  choice<const T extends string>(
    key: string,
    choices: readonly T[],
    must: Presence = 'optional',
  ): T | undefined {
    const text = this.text(key, must);
    if (text === undefined) return undefined;
    const known = choices.find((choice) => choice === text);
    return this.orReport(key, known, { code: 'not-a-choice', choices });
  }

  /** One of these texts, untrimmed: it may be blank, such as a tab. */
  exactly<const T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.value(key);
    if (value === undefined || value === '') return undefined;
    const known = choices.find((choice) => choice === value);
    return this.orReport(key, known, { code: 'not-a-choice', choices });
  }

  /** A whole number, also as text: the connector types some counts as text. */
  wholeNumber(key: string, least: number): number | undefined {
    const value = this.value(key);
    if (isBlank(value)) return undefined;
    const number = this.orReport(key, parseWholeNumber(value), { code: 'not-a-whole-number' });
    if (number === undefined) return undefined;
    return this.orReport(key, number < least ? undefined : number, { code: 'out-of-range', least });
  }

  /** A boolean, also as 0 or 1 in number or text, as REST v2 writes it. */
  flag(key: string): boolean | undefined {
    const value = this.value(key);
    return isBlank(value) ? undefined : this.orReport(key, parseFlag(value), { code: 'not-yes-or-no' });
  }

  /** Only `true` itself confirms; unlike `flag`, a number or text is a problem. */
  confirmation(key: string): boolean {
    const value = this.value(key) ?? false;
    if (typeof value !== 'boolean') this.report(key, { code: 'not-yes-or-no' });
    return value === true;
  }

  /** An existing day as `YYYY-MM-DD`. */
  day(key: string): string | undefined {
    const day = this.text(key);
    if (day === undefined) return undefined;
    return this.orReport(key, isDay(day) ? day : undefined, { code: 'not-a-day' });
  }

  /**
   * A time in ISO 8601 with a zone, or a day in this machine's time zone, which stands for its first or last millisecond.
   */
  time(key: string, edge: 'start' | 'end', must: Presence = 'optional'): string | undefined {
    const text = this.text(key, must);
    if (text === undefined) return undefined;
    return this.orReport(key, parseTime(text, edge), { code: 'not-a-time' });
  }

  /** An `http:` or `https:` URL. */
  url(key: string): string | undefined {
    const url = this.text(key);
    if (url === undefined) return undefined;
    return this.orReport(key, isUrl(url) ? url : undefined, { code: 'not-a-url' });
  }

  /** Trimmed, distinct texts; blank ones are left out. */
  texts(key: string): readonly string[] | undefined {
    const items = this.items(key);
    if (!items) return undefined;
    const texts = items.filter((item) => typeof item === 'string');
    const all = texts.length === items.length ? texts.map((text) => text.trim()) : undefined;
    const named = all && [...new Set(all)].filter((text) => text !== '');
    if (named?.some((text) => text.length > maxTextLength)) {
      this.report(key, { code: 'too-long', most: maxTextLength });
    }
    return this.orReport(key, named, { code: 'not-text' });
  }

  /** Trimmed ids in the given order, which may repeat. */
  ids(key: string): readonly string[] | undefined {
    const items = this.items(key);
    if (!items) return undefined;
    const ids = items.flatMap((item) => (typeof item === 'string' && !isBlank(item) ? [item.trim()] : []));
    if (ids.some((id) => id.length > maxIdLength)) this.report(key, { code: 'too-long', most: maxIdLength });
    return this.orReport(key, ids.length === items.length ? ids : undefined, { code: 'not-text' });
  }

  /** Distinct whole numbers from 0. */
  wholeNumbers(key: string): readonly number[] | undefined {
    const items = this.items(key);
    if (!items) return undefined;
    const whole = items.map(parseWholeNumber).filter((number) => number !== undefined);
    const all = whole.length === items.length ? [...new Set(whole)] : undefined;
    const numbers = this.orReport(key, all, { code: 'not-a-whole-number' });
    if (numbers === undefined) return undefined;
    const inRange = numbers.every((number) => number >= 0) ? numbers : undefined;
    return this.orReport(key, inRange, { code: 'out-of-range', least: 0 });
  }

  /** An object inside the input, `undefined` if it is empty. `read` must read all of its fields. */
  part<T extends object>(key: string, read: (part: InputReader) => T): T | undefined {
    const part = new InputReader(this.value(key), this.problems, `${this.path}${key}.`);
    const value = read(part);
    part.reportUnknownKeys();
    return Object.keys(value).length === 0 ? undefined : value;
  }

  /** Whether there is no problem so far. */
  get isValid(): boolean {
    return this.problems.length === 0;
  }

  report(key: string, problem: Problem): void {
    this.addProblem(this.path + key, problem);
  }

  /** Ends reading: adds problems for keys that were not read. */
  finish<T>(value: () => T): Checked<T> {
    this.reportUnknownKeys();
    return this.problems.length === 0
      ? { ok: true, value: value() }
      : { ok: false, problems: [...this.problems] };
  }

  private reportUnknownKeys(): void {
    const unknown = Object.keys(this.raw).filter(
      (key) => this.raw[key] !== undefined && !this.readKeys.has(key),
    );
    for (const key of unknown.slice(0, maxUnknownKeys)) this.report(key, { code: 'unknown-field' });
  }

  private value(key: string): unknown {
    this.readKeys.add(key);
    return Object.hasOwn(this.raw, key) ? (this.raw[key] ?? undefined) : undefined;
  }

  private rawText(key: string, must: Presence, most: number): string | undefined {
    const value = this.value(key);
    if (isBlank(value)) {
      if (must === 'required') this.report(key, { code: 'required' });
      return undefined;
    }
    const text = this.orReport(key, typeof value === 'string' ? value : undefined, { code: 'not-text' });
    if (text === undefined) return undefined;
    return this.orReport(key, text.length <= most ? text : undefined, { code: 'too-long', most });
  }

  private items(key: string): readonly unknown[] | undefined {
    const value = this.value(key);
    if (isBlank(value)) return undefined;
    return this.orReport(key, copyOfList(value), { code: 'not-a-list' });
  }

  /** Returns the value; adds the problem if it is `undefined`. */
  private orReport<T>(key: string, value: T | undefined, problem: Problem): T | undefined {
    if (value === undefined) this.report(key, problem);
    return value;
  }

  private addProblem(field: string, problem: Problem): void {
    this.problems.push({ field, ...problem });
  }
}

/**
 * The own fields of an object, each read once: the object is another program's, so that reading it may fail, or give
 * another value the next time. `undefined` for anything else, also for a `Map`, a `Date` or a `Promise`.
 */
function copyOf(input: unknown): Raw | undefined {
  try {
    const isPlain = Object.prototype.toString.call(input) === '[object Object]';
    return isPlain && typeof input === 'object' ? { ...input } : undefined;
  } catch {
    return undefined;
  }
}

/** The same for a list. */
function copyOfList(input: unknown): readonly unknown[] | undefined {
  try {
    return Array.isArray(input)
      ? Array.from({ length: input.length }, (_, at): unknown => input[at])
      : undefined;
  } catch {
    return undefined;
  }
}

function isBlank(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

function parseWholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

function parseFlag(value: unknown): boolean | undefined {
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  return value === false || value === 0 || value === '0' || value === 'false' ? false : undefined;
}

function isUrl(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text);
}

function parseTime(text: string, edge: 'start' | 'end'): string | undefined {
  if (isDay(text)) return (edge === 'start' ? startOfDay(text) : endOfDay(text)).toISOString();
  if (!isDay(text.slice(0, 10)) || !/^.{10}T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    return undefined;
  }
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** The object without keys whose value is `undefined`. */
export function omitUndefined<T extends object>(fields: T): OmitUndefined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as OmitUndefined<T>;
}

export type OmitUndefined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
