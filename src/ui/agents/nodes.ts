import type { Agent, AgentRow } from '../../core/domain/agent';
import type { Failure } from '../../core/domain/failure';
import { isRow } from '../shell/rows';

export type AgentNode =
  { readonly kind: 'agent'; readonly row: AgentRow } | { readonly kind: 'failure'; readonly why: Failure };

function isAgentNode(value: unknown): value is AgentNode {
  return isRow(value) && 'kind' in value && !('key' in value);
}

/** The agent that a command was called on. */
export function agentOf(item: unknown): Agent | undefined {
  if (!isAgentNode(item) || item.kind !== 'agent') return undefined;
  return item.row.kind === 'agent' ? item.row.agent : undefined;
}
