/**
 * Small decoders for messages between a page and its host, which both sides receive as unknown. Loaded at start-up,
 * so it uses no schema library.
 */
export type Decode<T> = (value: unknown) => T;
export type Decoded<D> = D extends Decode<infer T> ? T : never;

/** Where a message is malformed. Contains no values, which may be customers' data. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

function expected(what: string): never {
  throw new DecodeError(`expected ${what}`);
}

export const nothing: Decode<undefined> = () => undefined;
export const text: Decode<string> = (value) => (typeof value === 'string' ? value : expected('a text'));
export const flag: Decode<boolean> = (value) => (typeof value === 'boolean' ? value : expected('a flag'));
export const number: Decode<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : expected('a number');

export function oneOf<const T extends string>(...values: readonly T[]): Decode<T> {
  return (value) => values.find((each) => each === value) ?? expected(values.join(' or '));
}

export function list<T>(item: Decode<T>): Decode<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return expected('a list');
    return value.map((each: unknown, index) => within(String(index), () => item(each)));
  };
}

export function record<T>(item: Decode<T>): Decode<Readonly<Record<string, T>>> {
  return (value) => {
    // Without a prototype, `__proto__` is an ordinary key.
    const result = Object.create(null) as Record<string, T>;
    for (const [key, each] of Object.entries(fieldsOf(value))) result[key] = within(key, () => item(each));
    return result;
  };
}

type Fields = Readonly<Record<string, Decode<unknown>>>;
type OptionalKeys<F extends Fields> = {
  [K in keyof F]: undefined extends Decoded<F[K]> ? K : never;
}[keyof F];
type Shape<F extends Fields> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: Decoded<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: Exclude<Decoded<F[K]>, undefined>;
};

/** An object with these fields. Absent `optional` fields stay absent; unknown fields are dropped. */
export function shape<const F extends Fields>(fields: F): Decode<Shape<F>> {
  return (value) => {
    const given = fieldsOf(value);
    const result: Record<string, unknown> = {};
    for (const [key, decode] of Object.entries(fields)) {
      const decoded = within(key, () => decode(Object.hasOwn(given, key) ? given[key] : undefined));
      if (decoded !== undefined) result[key] = decoded;
    }
    return result as Shape<F>;
  };
}

export function optional<T>(decode: Decode<T>): Decode<T | undefined> {
  return (value) => (value === undefined ? undefined : decode(value));
}

/** The first decoder that succeeds. */
export function either<A, B>(first: Decode<A>, second: Decode<B>): Decode<A | B> {
  return (value) => {
    try {
      return first(value);
    } catch {
      return second(value);
    }
  };
}

/** For values that are only rendered: checks that it is an object, and asserts its type. */
export function trusted<T extends object>(): Decode<T> {
  return (value) => fieldsOf(value) as T;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return expected('an object');
  return value as Readonly<Record<string, unknown>>;
}

function within<T>(key: string, decode: () => T): T {
  try {
    return decode();
  } catch (thrown) {
    if (thrown instanceof DecodeError) throw new DecodeError(`${key}: ${thrown.message}`);
    throw thrown;
  }
}

/** Decodes persisted state of a page; `undefined` if it is missing or malformed, such as of an older version. */
export function decodeSaved<T>(decode: Decode<T>, value: unknown): T | undefined {
  try {
    return decode(value);
  } catch (thrown) {
    if (thrown instanceof DecodeError) return undefined;
    throw thrown;
  }
}
