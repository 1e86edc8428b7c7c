import { l10n } from 'vscode';
import type { Doing } from '../../core/presence/presenceMessage';
import { newToken } from '../messages/scopeMessages';
import { wholeNumber } from '../messages/times';
import type { PresenceText } from '../shell/panels/presence';

/** Agents that are named; of further ones, their number is shown. */
const mostNamed = 2;

/** @param agents those who type first */
export function presenceText(
  agents: readonly { readonly name: string; readonly doing: Doing }[],
): PresenceText | undefined {
  const [first] = agents;
  if (!first) return undefined;
  const named = agents
    .slice(0, mostNamed)
    .map(({ name, doing }) =>
      doing === 'typing' ? l10n.t('{0} is typing', name) : l10n.t('{0} is reading', name),
    );
  const others = agents.length - named.length;
  if (others > 0) named.push(l10n.t('{0} more', wholeNumber(others)));
  return { text: named.join(', '), icon: first.doing === 'typing' ? 'edit' : 'eye' };
}

/** Why other agents are not shown, and how to change that. */
export function missingPresenceScope(): string {
  return [
    l10n.t(
      'Who else reads or types is not shown: the access token lacks the scope {0}, which messages between agents require.',
      'multicast:rw',
    ),
    newToken(),
  ].join(' ');
}
