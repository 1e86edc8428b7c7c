import { l10n } from 'vscode';
import type { AgentUpdateResult } from '../../core/actions/agentOutcome';
import { oneLine } from '../../core/base/plainText';
import type { AgentDetail } from '../../core/domain/agent';
import type { FormSpec } from '../../protocol/form';
import { fromAgent } from '../../protocol/fromDomain';
import type { Versions } from '../shell/comparison';
import { shownValue } from './formMessages';

export type AgentConflict = Extract<AgentUpdateResult, { readonly kind: 'conflict' }>;

/** An agent as someone else changed it, and with the user's change: one line per field of the form. */
export function agentVersions({ fields }: FormSpec, { theirs, mine }: AgentConflict): Versions {
  const textOf = (agent: AgentDetail): string => {
    const values = fromAgent(agent);
    return fields.map((field) => `${field.label}: ${shownValue(field, values[field.name])}\n`).join('');
  };
  const title = l10n.t('Agent {0}: as it is now ↔ with your change', oneLine(theirs.login, 40));
  return { title, theirs: textOf(theirs), mine: textOf(mine) };
}
