import { l10n } from 'vscode';
import type { ScopeReport, TokenScope } from '../../core/domain/scopes';
import { newToken } from './scopeMessages';

/** What is missing, what it is for, and how to make a token that has it; `undefined` if nothing is. */
export function missingScopesText({ missing }: ScopeReport): string | undefined {
  if (missing.length === 0) return undefined;
  return [l10n.t('The access token lacks scopes: {0}.', listOf(missing)), newToken()].join(' ');
}

/** What could not be checked; `undefined` if everything was. */
export function unknownScopesText({ unknown }: ScopeReport): string | undefined {
  if (unknown.length === 0) return undefined;
  return l10n.t(
    'LiveChat does not report whether the token has these scopes: {0}. If one is missing, the first action that requires it says so.',
    listOf(unknown),
  );
}

function listOf(scopes: readonly TokenScope[]): string {
  return scopes.map((scope) => `${scope} (${useOf(scope)})`).join(', ');
}

function useOf(scope: TokenScope): string {
  switch (scope) {
    case 'chats--access:rw':
      return l10n.t('reading and answering chats');
    case 'customers:ro':
      return l10n.t('names and addresses of customers');
    case 'agents--my:rw':
      return l10n.t('your away status');
    case 'agents--all:ro':
      return l10n.t('the list of agents');
    case 'agents-bot--all:ro':
      return l10n.t('who accepts chats');
    case 'groups--all:ro':
      return l10n.t('names of groups');
    case 'tags--groups:ro':
      return l10n.t('tags of chats');
    case 'accounts--my:ro':
      return l10n.t('your account and tickets');
    case 'multicast:rw':
      return l10n.t('messages between agents');
  }
}
