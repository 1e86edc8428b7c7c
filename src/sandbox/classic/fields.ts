import * as v from 'valibot';

/** Schemas for bodies and queries of the classic API. Form values are always strings. */

export const text = v.pipe(v.string(), v.nonEmpty());

export const login = v.pipe(v.string(), v.email());

/** An integer, from JSON or from a form. */
export const whole = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d+$/), v.transform(Number))]),
  v.integer(),
);

/** 0 or 1, or a boolean. */
export const flag = v.pipe(
  v.union([v.picklist([0, 1, '0', '1', 'true', 'false']), v.boolean()]),
  v.transform((value): 0 | 1 => (value === true || value === 1 || value === '1' || value === 'true' ? 1 : 0)),
);

/** `YYYY-MM-DD`, an existing date. */
export const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/), v.check(isDay));

/** A list, which a form may encode as a single value, as an empty value (`tag=`), or with indices (`agents[0]=`). */
export function listOf<const T extends v.GenericSchema>(item: T) {
  return v.pipe(
    v.unknown(),
    v.transform((value: unknown): unknown => {
      if (value === '') return [];
      if (typeof value === 'object' && value !== null) return Object.values(value);
      return value === undefined ? undefined : [value];
    }),
    v.array(item),
  );
}

// `Date.parse` accepts 31 February and returns a date in March.
function isDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
