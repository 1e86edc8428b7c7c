import * as v from 'valibot';
import { fail } from '../domain/failure';
import type { IsoTime } from '../domain/ticket';

export type Json = Readonly<Record<string, unknown>>;

/** A JSON object that is not empty. PHP writes an empty object as `[]`: both count as absent. */
export function objectIn(value: unknown): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.keys(value).length === 0 ? undefined : (value as Json);
}

/** Text; a number where text is due is taken as its digits. */
export const text = v.pipe(v.union([v.string(), v.pipe(v.number(), v.finite())]), v.transform(String));

/** Text that says something: ids, logins, names of tags. */
export const key = v.pipe(text, v.regex(/\S/));

/** A whole number from 0, also written as text: the connector types some counts as text. */
export const count = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^\s*\d+\s*$/), v.transform(Number))]),
  v.safeInteger(),
  v.minValue(0),
);

/** Yes or no, also as 0 and 1 in number or text. */
export const flag = v.pipe(
  v.union([v.boolean(), v.picklist([0, 1, '0', '1', 'true', 'false'])]),
  v.transform((value) => value === true || value === 1 || value === '1' || value === 'true'),
);

/**
 * A time in any form that the API is known to send (classic REST v2, section 3.1 of the API notes): epoch
 * seconds as number or text (milliseconds are known by their size), ISO 8601 with or without zone, in UTC
 * where none is given. 0 means "never" and is not a time.
 */
export const time = v.pipe(
  v.union([v.string(), v.number()]),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const iso = isoOf(dataset.value);
    if (iso !== undefined) return iso;
    addIssue({ message: 'not a time' });
    return NEVER;
  }),
);

const firstMillisecondValue = 1e11;
/** As the classic API mostly sends it, of a day that every month has: all that is missing are the milliseconds. */
const plainTime = /^[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

function isoOf(value: string | number): IsoTime | undefined {
  if (typeof value === 'string' && plainTime.test(value) && value > '1971')
    return `${value.slice(0, -1)}.000Z`;
  const number = typeof value === 'number' || /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
  const ms =
    number === undefined ? msOfIso(String(value)) : number < firstMillisecondValue ? number * 1000 : number;
  if (!(ms > 0 && ms < Date.UTC(10_000, 0))) return undefined;
  return new Date(ms).toISOString();
}

function msOfIso(value: string): number {
  const parts =
    /^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?\s*$/i.exec(value);
  if (!parts) return Number.NaN;
  const [, day, clock = '00:00', zone = 'Z'] = parts;
  return Date.parse(`${day}T${clock}${zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
}

type Schemas = Readonly<Record<string, v.GenericSchema>>;
export type Fields<S extends Schemas> = { readonly [K in keyof S]?: NonNullable<v.InferOutput<S[K]>> };

/** What could be read of an object, and the names of what could not. */
export interface Reading<S extends Schemas> {
  readonly fields: Fields<S>;
  /** Names of fields that were unreadable, or missing although their schema wants them. */
  readonly odd: readonly string[];
}

/**
 * Reads each field of an object by its own schema, so that one bad field costs no other. Fields without a
 * schema are dropped; `null` counts as missing; missing is odd unless the schema is `maybe`.
 */
export function readFields<S extends Schemas>(raw: Json, schemas: S): Reading<S> {
  const fields: Record<string, unknown> = {};
  const odd: string[] = [];
  for (const [name, schema] of Object.entries(schemas)) {
    const result = v.safeParse(schema, raw[name] ?? undefined);
    if (!result.success) odd.push(name);
    else if (result.output !== undefined) fields[name] = result.output;
  }
  return { fields: fields as Fields<S>, odd };
}

/**
 * Reads an object inside an object.
 * @param name where it stands; its odd fields are named `name.field`, and `name` alone where it is no object
 */
export function readPart<S extends Schemas>(
  raw: Json,
  name: string,
  schemas: S,
): Partial<Reading<S>> & Pick<Reading<S>, 'odd'> {
  const part = objectIn(raw[name]);
  if (!part) return { odd: [name] };
  const { fields, odd } = readFields(part, schemas);
  return { fields, odd: odd.map((field) => `${name}.${field}`) };
}

/** May be missing without being odd. */
export function maybe<S extends v.GenericSchema>(schema: S): v.OptionalSchema<S, undefined> {
  return v.optional(schema);
}

/**
 * An array whose readable items are kept, for data whose items nobody misses one by one.
 * An item that the schema cannot read is left out.
 */
export function listOf<S extends v.GenericSchema>(item: S): v.GenericSchema<unknown, v.InferOutput<S>[]> {
  return v.pipe(
    v.array(v.unknown()),
    v.transform((items) =>
      items.flatMap((value) => {
        const result = v.safeParse(item, value);
        return result.success ? [result.output] : [];
      }),
    ),
  );
}

/**
 * The array of an answer that is a bare array or wraps it as `{ [name]: [...] }`.
 * @throws FailureError `server`/`shape` for anything else
 */
export function arrayIn(value: unknown, name: string): readonly unknown[] {
  const found = Array.isArray(value) ? (value as unknown[]) : objectIn(value)?.[name];
  return Array.isArray(found) ? (found as unknown[]) : wrongShape();
}

/** The answer was JSON, and not what the call promises. All such answers had status 200. */
export function wrongShape(): never {
  return fail({ code: 'server', problem: 'shape', status: 200, reasons: [] });
}

/** The items of an array; none for anything else. */
export function itemsIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** A whole number from 0, or `undefined` where there is none to read. */
export function countIn(value: unknown): number | undefined {
  const result = v.safeParse(count, value);
  return result.success ? result.output : undefined;
}
