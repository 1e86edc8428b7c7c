/** One comparison of a when-clause. */
export interface Term {
  readonly key: string;
  readonly negated: boolean;
  readonly operator?: '==' | '!=' | '=~';
  readonly value?: string;
}

/** Alternatives (`||`) of conjunctions (`&&`). */
export type Clause = readonly (readonly Term[])[];

export type ContextValue = string | boolean;

const term = /^(!?)([\w.]+)(?:\s*(==|!=|=~)\s*(?:'([^']*)'|(\/.*\/[a-z]*)|([\w.-]+)))?$/;

/** @throws SyntaxError for unsupported syntax, such as parentheses */
export function parseWhen(text: string): Clause {
  return text.split('||').map((part) => part.split('&&').map((piece) => termOf(piece.trim(), text)));
}

function termOf(piece: string, whole: string): Term {
  const match = term.exec(piece);
  if (!match) throw new SyntaxError(`the guards cannot read "${piece}" in the when-clause "${whole}"`);
  const [, not, key = '', operator, quoted, pattern, bare] = match;
  const value = quoted ?? pattern ?? bare;
  return {
    key,
    negated: not === '!',
    ...(operator !== undefined && { operator: operator as '==' | '!=' | '=~' }),
    ...(value !== undefined && { value }),
  };
}

function regExpOf(pattern: string): RegExp {
  const end = pattern.lastIndexOf('/');
  return new RegExp(pattern.slice(1, end), pattern.slice(end + 1));
}

function holds(
  { key, negated, operator, value = '' }: Term,
  context: Readonly<Record<string, ContextValue>>,
): boolean {
  if (key === 'true' || key === 'false') return (key === 'true') !== negated;
  const actual = context[key];
  if (operator === undefined) return Boolean(actual) !== negated;
  if (operator === '=~') return regExpOf(value).test(String(actual));
  return (String(actual) === value) === (operator === '==');
}

export function evaluate(clause: Clause, context: Readonly<Record<string, ContextValue>>): boolean {
  return clause.some((terms) => terms.every((one) => holds(one, context)));
}

/** What a when-clause may refer to. */
export interface KnownContext {
  /** Keys with every value that they can take. */
  readonly keys: ReadonlyMap<string, readonly ContextValue[]>;
  readonly views: readonly string[];
  /** Words in the `contextValue` of tree items. */
  readonly itemLabels: readonly string[];
}

/** Terms with an unknown key, or a value that the key never has. */
export function whenFaults(text: string, known: KnownContext): string[] {
  return parseWhen(text)
    .flat()
    .flatMap((one) => {
      const why = termFault(one, known);
      return why === undefined ? [] : [`${text}: ${why}`];
    });
}

function termFault(one: Term, known: KnownContext): string | undefined {
  const { key, operator, value = '' } = one;
  if (key === 'true' || key === 'false') return undefined;
  if (key === 'view') return known.views.includes(value) ? undefined : `no view ${value}`;
  if (key === 'viewItem') return itemFault(one, known.itemLabels);
  const values = known.keys.get(key);
  if (!values) return `no context key ${key}`;
  if (operator === undefined) {
    return values.includes(true) ? undefined : `${key} is compared with nothing, and is a word`;
  }
  if (operator !== '=~') return values.map(String).includes(value) ? undefined : `${key} is never ${value}`;
  return patternWords(value)
    .filter((word) => !values.map(String).includes(word))
    .map((word) => `${key} is never ${word}`)[0];
}

function itemFault({ operator, value = '' }: Term, labels: readonly string[]): string | undefined {
  const wanted = operator === '=~' ? patternWords(value) : [value];
  const unknown = wanted.find((word) => !labels.includes(word));
  return unknown === undefined ? undefined : `no tree item is a ${unknown}`;
}

/** The words that a pattern such as `/^(idle|loading)$/` or `/\bticket\b/` names. */
function patternWords(pattern: string): string[] {
  return (
    regExpOf(pattern)
      .source.replace(/\\b/g, ' ')
      .match(/[\w-]+/g) ?? []
  );
}
