import { l10n } from 'vscode';
import type { AccountKind } from '../../core/domain/account';
import { accountIdProblem, emailProblem, type SignInProblem } from '../../core/domain/signIn';
import { scopeList } from '../messages/scopeMessages';

/** Labels and input rules of a kind of account. */
export interface KindLabels {
  readonly icon: string;
  readonly label: string;
  /** What the user needs to sign in. */
  readonly needs: string;
  readonly namePrompt: string;
  readonly namePlaceholder: string;
  readonly nameProblem: (text: string) => SignInProblem | undefined;
  readonly secretPrompt: (name: string) => string;
  readonly refused: string;
  /** The key was accepted, but no agent has this name. */
  readonly unknownName: string;
}

/** What users call a kind of account. */
export function kindName(kind: AccountKind): string {
  switch (kind) {
    case 'classic':
      return l10n.t('Classic account');
    case 'platform':
      return l10n.t('Platform account');
  }
}

export function kindLabels(kind: AccountKind): KindLabels {
  switch (kind) {
    case 'classic':
      return {
        icon: 'key',
        label: kindName(kind),
        needs: l10n.t('E-mail address and API key'),
        namePrompt: l10n.t('E-mail address that you sign in to LiveChat with'),
        namePlaceholder: 'you@example.com',
        nameProblem: emailProblem,
        secretPrompt: (name) => l10n.t('API key or personal access token for {0}', name),
        refused: l10n.t(
          'LiveChat refused this e-mail address or key. Check both; select Back to change the address.',
        ),
        unknownName: l10n.t(
          'The key is valid, but no agent of its account has this e-mail address. Select Back and enter the address that LiveChat shows for you under Team > Agents.',
        ),
      };
    case 'platform':
      return {
        icon: 'organization',
        label: kindName(kind),
        needs: l10n.t('Account ID and personal access token, for all new accounts'),
        namePrompt: l10n.t(
          'Account ID, shown with your personal access tokens in the Developer Console under Settings > Authorization',
        ),
        namePlaceholder: '00000000-0000-0000-0000-000000000000',
        nameProblem: accountIdProblem,
        secretPrompt: (name) =>
          l10n.t(
            'Personal access token for {0}. Its scopes cannot be changed later: create it with {1}',
            name,
            scopeList(),
          ),
        refused: l10n.t(
          'LiveChat refused this account ID or token. Check both; select Back to change the ID.',
        ),
        unknownName: l10n.t(
          'The token is valid, but LiveChat has no account with this ID. Select Back and copy the ID that is shown with your tokens in the Developer Console.',
        ),
      };
  }
}

/** The validation message for an input. */
export function problemText(problem: SignInProblem | undefined): string | undefined {
  switch (problem) {
    case undefined:
      return undefined;
    case 'empty':
      return l10n.t('This cannot be empty.');
    case 'not-an-email':
      return l10n.t('Enter an e-mail address, such as you@example.com.');
    case 'not-an-id':
      return l10n.t('An account ID cannot contain spaces, colons or @. It is not your e-mail address.');
    case 'not-a-client-id':
      return l10n.t(
        'A Client ID can contain only letters, digits, dots, hyphens and underscores. Copy it again.',
      );
    case 'not-visible':
      return l10n.t('A key cannot contain spaces or non-ASCII characters. Copy it again.');
  }
}
