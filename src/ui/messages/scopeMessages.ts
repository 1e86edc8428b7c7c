import { l10n } from 'vscode';
import { tokenScopes } from '../../core/domain/scopes';

/** That LiveChat refused something, and which scope of the access token it requires: a token with it may be refused too. */
export function scopeWhy(scope: string): string {
  if (!scope.startsWith('chats--')) {
    return l10n.t('LiveChat refused this. It requires the scope {0} of the access token.', scope);
  }
  return scope.endsWith(':ro')
    ? l10n.t('LiveChat refused this. Reading chats requires the scope {0} of the access token.', scope)
    : l10n.t(
        'LiveChat refused this. Answering, joining, handing over and closing chats requires the scope {0} of the access token.',
        scope,
      );
}

/** How to get a token with all scopes. */
export function newToken(): string {
  return l10n.t(
    'The scopes of a token cannot be changed. Create a new one in the Developer Console under Settings > Authorization, and sign in with it. Select these scopes: {0}',
    scopeList(),
  );
}

export function scopeList(): string {
  return tokenScopes.join(', ');
}
