import type { CallOptions } from '../../domain/connection';
import { failureOf } from '../../domain/failure';
import { tokenScopes, type ScopeReport, type TokenScope } from '../../domain/scopes';
import { asObject, nonBlankText } from '../decode';
import type { Caller } from '../transport';
import type { ActionApi, Actions } from './actions';
import { AuthorizationError } from './v3Failure';

/** An id that no customer has: with the scope, the call fails for another reason. */
const noCustomer = '00000000-0000-0000-0000-000000000000';

type Probe = readonly [api: ActionApi, action: string, payload: object];

/**
 * Reads that require a scope (LiveChat docs, "Agent Chat Web API" and "Configuration API": "Required scopes"). The scope
 * for writing chats includes the one for reading them; that the rest of it is there is not known then.
 */
const probes: Readonly<Partial<Record<TokenScope, Probe>>> = {
  'chats--access:rw': ['agent', 'list_chats', { limit: 1 }],
  'customers:ro': ['agent', 'get_customer', { id: noCustomer }],
  'agents--all:ro': ['configuration', 'list_agents', { fields: [] }],
  'agents-bot--all:ro': ['agent', 'list_routing_statuses', {}],
  'groups--all:ro': ['configuration', 'list_groups', {}],
  'tags--groups:ro': ['configuration', 'list_tags', { filters: { group_ids: [0] } }],
};

export interface ScopeCheckPorts {
  readonly actions: Actions;
  readonly accounts: Caller;
  /** Requires `accounts--my:ro`. */
  readonly fetchMe: (options: CallOptions) => Promise<unknown>;
}

/**
 * Finds out which scopes the access token has, without changing anything. LiveChat names the scopes of OAuth tokens
 * (docs/livechat-api.md#oauth); where it refuses a personal access token there, each scope for reading is tried.
 * @throws FailureError if LiveChat cannot be reached
 */
export async function checkScopes(ports: ScopeCheckPorts, options: CallOptions = {}): Promise<ScopeReport> {
  const listed = await readListed(ports.accounts, options);
  if (listed) return { missing: tokenScopes.filter((scope) => !isIncluded(scope, listed)), unknown: [] };
  const missing: TokenScope[] = [];
  const unknown: TokenScope[] = [];
  for (const scope of tokenScopes) {
    // Routing statuses require both scopes.
    const isHidden = scope === 'agents-bot--all:ro' && missing.includes('agents--all:ro');
    if (!isHidden && (await isMissing(ports, scope, options))) missing.push(scope);
    else if (isHidden || scope.endsWith(':rw')) unknown.push(scope);
  }
  return { missing, unknown };
}

/** `undefined` if LiveChat does not name the scopes of this token. */
async function readListed(accounts: Caller, options: CallOptions): Promise<ReadonlySet<string> | undefined> {
  try {
    // A refusal says nothing about the token, and is not confirmed by another call.
    const { value } = await accounts.call(
      { method: 'GET', route: '/info' },
      { ...options, isKeyCheck: true },
    );
    const scope = nonBlankText.read(asObject(value)?.scope);
    return scope === undefined ? undefined : new Set(scope.split(/[,\s]+/));
  } catch (thrown) {
    if (!failureOf(thrown)) throw thrown;
    return undefined;
  }
}

async function isMissing(
  { actions, fetchMe }: ScopeCheckPorts,
  scope: TokenScope,
  options: CallOptions,
): Promise<boolean> {
  if (scope === 'accounts--my:ro') return await isRefused(() => fetchMe({ ...options, isKeyCheck: true }));
  const probe = probes[scope];
  if (!probe) return false;
  const [api, action, payload] = probe;
  return await isRefused(() => actions.read(api, action, payload, options));
}

/** Other failures of LiveChat come after it has checked the scopes (inferred). */
async function isRefused(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return false;
  } catch (thrown) {
    const code = failureOf(thrown)?.code;
    if (code === 'not-found' || code === 'invalid-input') return false;
    if (thrown instanceof AuthorizationError || code === 'forbidden' || code === 'unauthorized') return true;
    throw thrown;
  }
}

/** `rw` includes `ro`, and `--all` includes `--access`, `--my` and `--groups` (LiveChat docs, "Scopes"). */
function isIncluded(scope: TokenScope, listed: ReadonlySet<string>): boolean {
  const writing = scope.replace(/:ro$/, ':rw');
  return [scope, writing].some(
    (one) => listed.has(one) || listed.has(one.replace(/--(?:access|my|groups):/, '--all:')),
  );
}
