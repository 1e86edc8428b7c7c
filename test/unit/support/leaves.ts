export type Path = readonly (string | number)[];

/** The path to every primitive value. */
export function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, each]) =>
    leavesOf(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** A copy with another value of the same type at one path. */
export function changedAt(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return another(value);
  if (Array.isArray(value)) {
    return value.map((each: unknown, index) => (index === key ? changedAt(each, rest) : each));
  }
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [key]: changedAt(object[key], rest) };
}

function another(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1000;
  const text = String(value);
  return /^\d{4}-/.test(text) ? text.replace('2026', '2021') : `${text}x`;
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, key) => (at as Readonly<Record<string | number, unknown>>)[key], value);
}
