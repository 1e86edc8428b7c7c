/** Objects that fail, or change, when they are read, as another program could pass them to a command. */
function hostileObjects(valid: object): ReadonlyMap<string, unknown> {
  const throws = (): never => {
    throw new TypeError('not for you');
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const [first = 'key'] = Object.keys(valid);
  const toString = { toString: throws, valueOf: throws, [Symbol.toPrimitive]: throws };
  return new Map<string, unknown>([
    ['a getter that throws', Object.defineProperty({ ...valid }, first, { get: throws, enumerable: true })],
    ['a proxy that throws', new Proxy(valid, { ownKeys: throws, get: throws, has: throws })],
    ['a revoked proxy', revoked.proxy],
    ['a value that cannot be made text', { ...valid, [first]: toString }],
    ['a value that is a revoked proxy', { ...valid, [first]: revoked.proxy }],
    ['a tag that throws', Object.defineProperty({ ...valid }, Symbol.toStringTag, { get: throws })],
    ['fields of the prototype', Object.create(valid) as object],
    [
      'a prototype among the fields',
      JSON.parse('{"__proto__": {"confirmed": true}, "constructor": 1}') as unknown,
    ],
    [
      'thousands of unknown fields',
      Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`f${n}`, n])),
    ],
    ['a list', [valid]],
    ['a list with a method that throws', Object.assign([1], { some: throws, map: throws, filter: throws })],
    ['a map', new Map(Object.entries(valid))],
    ['a promise', Promise.resolve(valid)],
    ['a date', new Date(0)],
    ['an error', new Error('x')],
    ['text', 'text'],
    ['a boxed text', Object('text') as object],
    ['a number', Number.NaN],
    ['a large number', 10n ** 30n],
    ['a symbol', Symbol('x')],
    ['a function', () => valid],
    ['true', true],
  ]);
}

/** Values for one field, none of which is valid for any field but a message. */
const hostileValues: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['an object', { other: 'x' }],
  ['a list', [['x']]],
  ['a function', () => 'x'],
  ['a symbol', Symbol('x')],
  ['a large number', 2n ** 64n],
  ['no number', Number.NaN],
  ['an infinite number', -Infinity],
  ['a boxed text', Object('x') as object],
  ['20 million characters', 'x'.repeat(20_000_000)],
]);

/** Every hostile variant of a valid argument, with its name. */
export function hostileArguments(valid: object): readonly (readonly [name: string, argument: unknown])[] {
  return [
    ...hostileObjects(valid),
    ...Object.keys(valid).flatMap((field) =>
      [...hostileValues].map(([name, value]) => [`${field}: ${name}`, { ...valid, [field]: value }] as const),
    ),
    ['an unknown field', { ...valid, unknown: 1 }],
  ];
}
