import {
  agentStatuses,
  loginStatuses,
  writablePermissions,
  type AgentChange,
  type AgentDraft,
  type AgentStatus,
  type WritablePermission,
} from '../agent';
import type { Checked } from './fieldProblem';
import { InputReader, omitUndefined } from './inputReader';

/** Minimum length in REST v2 (docs/livechat-api.md#rest-v2-agents). */
const minPasswordLength = 5;

export interface AgentFilter {
  readonly status?: AgentStatus;
}

export interface AgentChangeInput {
  readonly login: string;
  readonly change: AgentChange;
}

/** An agent, and whether the user has already confirmed an irreversible action. */
export interface AgentLoginInput {
  readonly login: string;
  readonly confirmed: boolean;
}

/** Reads the argument of "list agents": `{ status? }`. */
export function readAgentFilter(input: unknown): Checked<AgentFilter> {
  const reader = new InputReader(input);
  const filter = omitUndefined({ status: reader.choice('status', agentStatuses) });
  return reader.finish(() => filter);
}

/**
 * Reads `{ login, name, login_status?, job_title?, permission?, password?, max_chats_count?, groups? }`. The
 * password is not trimmed; without one LiveChat e-mails an invitation. An empty list of groups counts as absent.
 * @param permissions those of the account, see `AgentCapabilities`
 */
export function readAgentDraft(
  input: unknown,
  permissions: readonly WritablePermission[] = writablePermissions,
): Checked<AgentDraft> {
  const reader = new InputReader(input);
  const login = reader.mail('login', 'required') ?? '';
  const name = reader.text('name', 'required') ?? '';
  const password = reader.secret('password', minPasswordLength);
  const { groups, ...common } = readCommon(reader, permissions);
  const rest = omitUndefined({ ...common, password, groups: groups?.length === 0 ? undefined : groups });
  return reader.finish(() => ({ login, name, ...rest }));
}

/**
 * Reads `{ login, name?, login_status?, status?, job_title?, permission?, max_chats_count?, groups? }`. An empty
 * list of groups removes the agent from all of them. There is no password: LiveChat would require the caller's
 * own, too.
 * @param permissions those of the account, see `AgentCapabilities`
 */
export function readAgentChange(
  input: unknown,
  permissions: readonly WritablePermission[] = writablePermissions,
): Checked<AgentChangeInput> {
  const reader = new InputReader(input);
  const login = reader.id('login', 'required') ?? '';
  const change: AgentChange = omitUndefined({
    name: reader.text('name'),
    status: reader.choice('status', agentStatuses),
    ...readCommon(reader, permissions),
  });
  const checked = reader.finish(() => ({ login, change }));
  if (!checked.ok || Object.keys(change).length > 0) return checked;
  return { ok: false, problems: [{ field: '', code: 'nothing-to-change' }] };
}

/** Reads `{ login, confirmed? }`; only the literal `true` confirms. */
export function readAgentLogin(input: unknown): Checked<AgentLoginInput> {
  const reader = new InputReader(input);
  const login = reader.id('login', 'required') ?? '';
  const confirmed = reader.confirmation('confirmed');
  return reader.finish(() => ({ login, confirmed }));
}

function readCommon(reader: InputReader, permissions: readonly WritablePermission[]) {
  return {
    login_status: reader.choice('login_status', loginStatuses),
    job_title: reader.text('job_title'),
    permission: reader.choice('permission', permissions),
    max_chats_count: reader.wholeNumber('max_chats_count', 1),
    groups: reader.wholeNumbers('groups'),
  };
}
