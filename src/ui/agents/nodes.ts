import type { AgentRow } from '../../core/domain/agent';
import type { Failure } from '../../core/domain/failure';

export type AgentNode =
  { readonly kind: 'agent'; readonly row: AgentRow } | { readonly kind: 'failure'; readonly why: Failure };

export function isAgentNode(value: unknown): value is AgentNode {
  return typeof value === 'object' && value !== null && 'kind' in value && ('row' in value || 'why' in value);
}
