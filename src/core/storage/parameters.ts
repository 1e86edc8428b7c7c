import type { SQLInputValue } from 'node:sqlite';

export type Parameter = SQLInputValue;

/** SQL without numbered parameters, and the numbers in the order in which they occurred. */
interface Positional {
  readonly sql: string;
  readonly order: readonly number[];
}

const positional = new Map<string, Positional>();

/**
 * SQL and parameters that every supported Node binds alike.
 * Node 22 takes a parameter such as `?1` for a named one and does not bind it by position (docs/behaviour.md).
 */
export function boundByPosition(
  sql: string,
  parameters: readonly Parameter[],
): { readonly sql: string; readonly parameters: readonly Parameter[] } {
  let known = positional.get(sql);
  if (!known) {
    const order: number[] = [];
    const plain = sql.replace(/\?(\d+)/g, (_whole, digits: string) => {
      order.push(Number(digits));
      return '?';
    });
    positional.set(sql, (known = { sql: plain, order }));
  }
  if (known.order.length === 0) return { sql, parameters };
  return { sql: known.sql, parameters: known.order.map((number) => parameters[number - 1] ?? null) };
}
