import * as v from 'valibot';
import { decodeEncodedWords } from '../mail/encodedWords';
import { fail } from '../domain/failure';
import type { IsoTime } from '../domain/ticket';

export type Json = Readonly<Record<string, unknown>>;

/** A JSON object that is not empty. PHP writes an empty object as `[]`, so both count as absent. */
export function asObject(value: unknown): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  for (const name in value) if (Object.hasOwn(value, name)) return value as Json;
  return undefined;
}

/**
 * A valibot schema with a fast path. A page of tickets reads about 400 values, and valibot's result objects would
 * cost ten times the reading itself.
 */
export interface FieldSchema<T> extends v.GenericSchema<unknown, T> {
  /** Returns `undefined` if the value is not valid. */
  readonly read: (value: unknown) => T | undefined;
}

/** @param read never throws; returns `undefined` if the value is not valid */
export function fieldSchema<T>(read: (value: unknown) => T | undefined): FieldSchema<T> {
  const schema = v.pipe(
    v.unknown(),
    v.rawTransform<unknown, T>(({ dataset, addIssue, NEVER }) => {
      const found = read(dataset.value);
      if (found !== undefined) return found;
      addIssue();
      return NEVER;
    }),
  );
  // Not enumerable: `v.pipe` copies the schema it starts with and would otherwise pass on `read` without the
  // further steps.
  return Object.defineProperty(schema, 'read', { value: read }) as typeof schema & FieldSchema<T>;
}

/** A text; a number is converted to its digits. */
export const text = fieldSchema((value) =>
  typeof value === 'string' ? value : Number.isFinite(value) ? String(value) : undefined,
);

/** A text that is not blank: ids, logins, names of tags. */
export const nonBlankText = fieldSchema((value) => {
  if (typeof value === 'string') {
    const first = value.charCodeAt(0);
    // Fast path: almost all begin with a visible character of ASCII.
    if (first > 32 && first < 127) return value;
  }
  const found = text.read(value);
  return found !== undefined && /\S/.test(found) ? found : undefined;
});

/** A whole number from 0, also as text: the connector types some counts as text. */
export const count = fieldSchema((value) => {
  const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
});

const booleanValues: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [1, true],
  ['1', true],
  ['true', true],
  [0, false],
  ['0', false],
  ['false', false],
]);

/** A boolean, also as 0 or 1, as number or text. */
export const flag = fieldSchema((value) => (typeof value === 'boolean' ? value : booleanValues.get(value)));

/**
 * A time in any form the APIs are known to send (docs/livechat-api.md#rest-v2-transport): epoch seconds as number
 * or text (milliseconds are detected by their size), or ISO 8601 with or without a zone (UTC by default). 0 means
 * "never" and is not valid.
 */
export const time = fieldSchema((value) =>
  typeof value === 'string' || typeof value === 'number' ? toIsoTime(value) : undefined,
);

const firstMillisecondValue = 1e11;
/** Fast path for the usual forms: REST v2 without milliseconds, the platform APIs with microseconds. */
const usualTime =
  /^[1-9]\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{6})?Z$/;
const secondsLength = '2026-07-01T12:00:00Z'.length;

function toIsoTime(value: string | number): IsoTime | undefined {
  if (typeof value === 'string' && value > '1971' && usualTime.test(value)) {
    return value.length === secondsLength ? `${value.slice(0, -1)}.000Z` : `${value.slice(0, 23)}Z`;
  }
  const number = typeof value === 'number' || /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
  const ms =
    number === undefined
      ? parseIsoTime(String(value))
      : number < firstMillisecondValue
        ? number * 1000
        : number;
  if (!(ms > 0 && ms < Date.UTC(10_000, 0))) return undefined;
  return new Date(ms).toISOString();
}

function parseIsoTime(value: string): number {
  const parts =
    /^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?)?\s*$/i.exec(value);
  if (!parts) return Number.NaN;
  const [, day, clock = '00:00', zone = 'Z'] = parts;
  return Date.parse(`${day}T${clock}${zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
}

type AnySchema = v.GenericSchema & {
  readonly read?: FieldSchema<unknown>['read'] | undefined;
  /** Whether a blank text counts as a missing field. */
  readonly blankIsMissing?: boolean;
};
type Schemas = Readonly<Record<string, AnySchema>>;
export type Fields<S extends Schemas> = { readonly [K in keyof S]?: NonNullable<v.InferOutput<S[K]>> };

/** The fields of an object that could be read, and the names of the others. */
export interface Reading<S extends Schemas> {
  readonly fields: Fields<S>;
  /** Names of fields that are unreadable, or missing although their schema requires them. */
  readonly malformed: readonly string[];
}

/**
 * Reads each field of an object by its own schema, so that one malformed field does not affect the others. Fields
 * without a schema are dropped. `null` counts as missing. A missing field is malformed unless its schema is
 * `optional`.
 */
export function readFields<S extends Schemas>(raw: Json, schemas: S): Reading<S> {
  const fields: Record<string, unknown> = {};
  const malformed: string[] = [];
  for (const name in schemas) {
    const schema: AnySchema | undefined = schemas[name];
    if (!schema) continue;
    const value = raw[name] ?? undefined;
    const isEmpty = value === undefined || (schema.blankIsMissing === true && isBlank(value));
    const isMissing = isEmpty && schema.type === 'optional';
    const found = isMissing ? undefined : readBySchema(schema, value);
    if (found !== undefined) fields[name] = found;
    else if (!isMissing) malformed.push(name);
  }
  return { fields: fields as Fields<S>, malformed };
}

function readBySchema<S extends AnySchema>(schema: S, value: unknown): v.InferOutput<S> | undefined {
  if (schema.read) return schema.read(value);
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}

/**
 * Reads an object inside an object.
 * @param name key of the inner object; its malformed fields are reported as `name.field`, and as `name` if it is
 * missing
 */
export function readPart<S extends Schemas>(
  raw: Json,
  name: string,
  schemas: S,
): Partial<Reading<S>> & Pick<Reading<S>, 'malformed'> {
  const part = asObject(raw[name]);
  if (!part) return { malformed: [name] };
  const { fields, malformed } = readFields(part, schemas);
  return { fields, malformed: malformed.map((field) => `${name}.${field}`) };
}

/** A schema whose field may be missing without being malformed. */
export function optional<S extends AnySchema>(
  schema: S,
): v.OptionalSchema<S, undefined> & Pick<AnySchema, 'read'> {
  return Object.defineProperty(v.optional(schema), 'read', { value: schema.read });
}

/** The name of a person: a blank one counts as none, and encoded words of an e-mail are decoded. */
export const personName = Object.assign(
  optional(
    fieldSchema((value) => {
      const name = text.read(value);
      return name === undefined ? undefined : decodeEncodedWords(name);
    }),
  ),
  { blankIsMissing: true },
);

/** A subject, in which encoded words of an e-mail are decoded. */
export const subjectText = fieldSchema((value) => {
  const subject = text.read(value);
  return subject === undefined ? undefined : decodeEncodedWords(subject);
});

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}

/** An array without the items that the schema cannot read. */
export function listOf<S extends AnySchema>(item: S): FieldSchema<v.InferOutput<S>[]> {
  return fieldSchema((value) => {
    if (!Array.isArray(value)) return undefined;
    const found: v.InferOutput<S>[] = [];
    for (const one of value as unknown[]) {
      const output = readBySchema(item, one);
      if (output !== undefined) found.push(output);
    }
    return found;
  });
}

/**
 * The array of a response that is either a bare array or `{ [name]: [...] }`.
 * @throws FailureError `server`/`shape` for anything else
 */
export function readArray(value: unknown, name: string): readonly unknown[] {
  const found = Array.isArray(value) ? (value as unknown[]) : asObject(value)?.[name];
  return Array.isArray(found) ? (found as unknown[]) : throwWrongShape();
}

/** Fails because a JSON body does not have the documented shape. All such responses had status 200. */
export function throwWrongShape(): never {
  return fail({ code: 'server', problem: 'shape', status: 200, reasons: [] });
}

/** The items of an array; empty for anything else. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** A whole number from 0, or `undefined`. */
export function asCount(value: unknown): number | undefined {
  return count.read(value);
}

const address = /^(https?:)?(\/\/)?[\w-]+(\.[\w-]+)+(:\d+)?(\/\S*)?$/i;

/**
 * An agent's picture as an `https:` URL. REST v2 sends it without a scheme (docs/livechat-api.md#rest-v2-agents),
 * the Configuration API with one.
 */
export const avatar = fieldSchema((value) => {
  const url = text.read(value);
  if (url === undefined || !address.test(url)) return undefined;
  return `https://${url.replace(/^(https?:)?\/\//i, '')}`;
});
