import * as v from 'valibot';
import { mayAdminister, type Agent } from '../account/agent';
import { notAuthorized, wrongFormat } from './platformError';
import type { Token } from './tokens';

/** An agent with a valid token. */
export interface Authorized {
  readonly agent: Agent;
  readonly token: Token;
}

/** The authenticated caller of an action. */
export interface Caller extends Authorized {
  /** Version of the API that is called, such as `3.6`. */
  readonly version: string;
}

/** Whether a version of the v3 APIs is this one or newer. */
export function isSince(version: string, since: `3.${number}`): boolean {
  return Number(version.slice(2)) >= Number(since.slice(2));
}

/** An `/action/<name>` of the v3 APIs. The Web and RTM APIs of Agent Chat share actions. */
export interface Action {
  /** Alternative sets of scopes; one of them is required. */
  readonly scopes: readonly (readonly string[])[];
  /** Returns the response; `undefined` for an empty one. @throws PlatformError */
  run(body: unknown, caller: Caller): unknown;
}

export type Actions = Readonly<Record<string, Action>>;

/** An action with a validated body. @param scopes alternatives; `'a+b'` requires both scopes */
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

/** Runs an action if the token's scopes allow it. @throws PlatformError */
export function perform(one: Action, body: unknown, caller: Caller): unknown {
  const { token } = caller;
  const allowed =
    one.scopes.length === 0 || one.scopes.some((set) => set.every((scope) => token.scopes.has(scope)));
  if (!allowed) throw notAuthorized();
  return one.run(body, caller);
}

/** @throws PlatformError `authorization` unless the caller is an owner or administrator */
export function requireAdministrator({ agent }: Caller): void {
  if (!mayAdminister(agent)) throw notAuthorized();
}

/** @throws PlatformError `validation`, worded like the one observed text */
export function checked<const T extends v.GenericSchema>(schema: T, input: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw wrongFormat(issue.input === undefined && path !== null ? `\`${path}\` is required` : undefined);
}
