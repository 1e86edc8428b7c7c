import fc from 'fast-check';

/** Runs per property: few in the test command, many in `npm run soak`. */
export const runs = Number(process.env.LIVECHAT_PROPERTY_RUNS ?? 100);
export const many = { numRuns: runs } as const;

/** Text that a customer or an attacker may type. */
export const badText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '\n',
      '\r',
      '\u2028',
      '\u202e',
      '\u2066',
      '\u200c',
      '\u200d',
      '\ufe0f',
      '\ufeff',
      '\u{e0141}',
      '❤',
      'क',
      '$(',
      '\\',
      '👩‍💻',
      '\u0000',
      'é',
    ),
  }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    '2026-11-22T10:00:00Z',
    '1732269600',
    '0',
    ' ',
    '\ud800',
  ),
);

/** Any JSON value, and values that a faulty program may use instead. */
export const badValue: fc.Arbitrary<unknown> = fc.oneof(
  badText,
  fc.constantFrom(undefined, null, true, 0, -1, 1e308, NaN, '', [], {}, [null], { id: 7 }, 1.5, 2 ** 53),
  fc.jsonValue({ maxDepth: 3 }),
  fc.anything({ maxDepth: 2, withNullPrototype: true }),
);

type Path = readonly (string | number)[];

function pathsIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...at, key]))];
}

function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  if (typeof value !== 'object' || value === null) return value;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<
    string | number,
    unknown
  >;
  if (rest.length === 0 && to === undefined) Reflect.deleteProperty(copy, key);
  else copy[key] = changed(copy[key], rest, to);
  return copy;
}

/** A valid example with some parts replaced or removed: malformed, but recognizable. */
export function spoiled(example: unknown): fc.Arbitrary<unknown> {
  const change = fc.tuple(fc.constantFrom(...pathsIn(example)), badValue);
  return fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce((value, [path, to]) => changed(value, path, to), example));
}

/** Empty for values that JSON cannot represent. */
export function jsonText(value: unknown): string {
  const text: unknown = JSON.stringify(value);
  return typeof text === 'string' ? text : '';
}

/** The value after a round trip through JSON. */
export function asJson(value: unknown): unknown {
  const text = jsonText(value);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
