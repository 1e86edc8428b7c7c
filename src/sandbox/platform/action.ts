import * as v from 'valibot';
import { mayAdminister, type Agent } from '../account/agent';
import { notAuthorized, wrongFormat } from './platformError';
import type { Token } from './tokens';

/** Who calls an action, and with what. */
export interface Caller {
  readonly agent: Agent;
  readonly token: Token;
}

/** One `/action/<name>` of the v3 APIs. The Web and the RTM API share those of Agent Chat. */
export interface Action {
  /** Any one of these sets of scopes will do. */
  readonly scopes: readonly (readonly string[])[];
  /** What comes out is the answer; `undefined` is an empty one. @throws PlatformError */
  run(body: unknown, caller: Caller): unknown;
}

export type Actions = Readonly<Record<string, Action>>;

/** An action whose body is checked first. A scope list is written as `'a+b'`: both are needed. */
export function action<const T extends v.GenericSchema>(
  schema: T,
  scopes: readonly string[],
  run: (body: v.InferOutput<T>, caller: Caller) => unknown,
): Action {
  return {
    scopes: scopes.map((set) => set.split('+')),
    run: (body, caller) => run(checked(schema, body), caller),
  };
}

/** Does the work of an action if the token's scopes allow it. @throws PlatformError */
export function perform(one: Action, body: unknown, caller: Caller): unknown {
  const { token } = caller;
  const allowed =
    one.scopes.length === 0 || one.scopes.some((set) => set.every((scope) => token.scopes.has(scope)));
  if (!allowed) throw notAuthorized();
  return one.run(body, caller);
}

/** @throws PlatformError `authorization` for everybody but owners and administrators. */
export function demandAdministrator({ agent }: Caller): void {
  if (!mayAdminister(agent)) throw notAuthorized();
}

/** @throws PlatformError `validation`; the wording follows the one text that is known (section 5.1). */
export function checked<const T extends v.GenericSchema>(schema: T, input: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw wrongFormat(issue.input === undefined && path !== null ? `\`${path}\` is required` : undefined);
}
