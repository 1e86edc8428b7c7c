import * as v from 'valibot';

/** Building blocks of the bodies and queries of the classic API. Forms carry everything as text (section 3.1). */

export const text = v.pipe(v.string(), v.nonEmpty());

export const login = v.pipe(v.string(), v.email());

/** A whole number, from JSON or from a form. */
export const whole = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d+$/), v.transform(Number))]),
  v.integer(),
);

/** 0 or 1, also written as true and false. */
export const flag = v.pipe(
  v.union([v.picklist([0, 1, '0', '1', 'true', 'false']), v.boolean()]),
  v.transform((value): 0 | 1 => (value === true || value === 1 || value === '1' || value === 'true' ? 1 : 0)),
);

/** `YYYY-MM-DD`, a day that exists. */
export const day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/), v.check(isDay));

/** A list that a form may write as one value, as nothing (`tag=`), or with keys of its own (`agents[0]=`). */
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

// `Date.parse` moves the 31st of February into March instead of refusing it.
function isDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
