import { l10n, type ExtensionContext } from 'vscode';
import { displayName } from '../../core/domain/account';
import { openShield, type OpenShield } from '../../core/shield/openShield';
import type { AgentStore } from '../../core/stores/agentStore';
import type { SessionStore } from '../../core/stores/sessionStore';
import { shieldKey } from '../../manifest';

export interface EditorShieldParts {
  readonly context: Pick<ExtensionContext, 'globalState'>;
  readonly agents: Pick<AgentStore, 'state'>;
  readonly session: Pick<SessionStore, 'current'>;
}

/** The privacy shield with the editor’s language and this machine’s key. A bundle that loads on first use. */
export function editorShield({ context, agents, session }: EditorShieldParts): OpenShield {
  return openShield({
    key: keyOf(context.globalState),
    labels: {
      requester: (code) => l10n.t('Requester {0}', code),
      visitor: (code) => l10n.t('Visitor {0}', code),
      email: (code) => l10n.t('E-mail {0}', code),
      ip: (code) => l10n.t('IP {0}', code),
      draft: (subject) => {
        const id = subject.startsWith('reply/') ? subject.slice('reply/'.length) : '';
        return id === '' ? l10n.t('Create Ticket') : l10n.t('Ticket {0}', id);
      },
    },
    agents: () => {
      const { current } = session;
      const own = current.kind === 'signed-out' ? [] : [displayName(current.account)];
      return [...own, ...agents.state.rows.flatMap((row) => (row.kind === 'agent' ? [row.agent.login] : []))];
    },
  });
}

/** The key of this machine’s masks, created on first use. */
function keyOf(state: ExtensionContext['globalState']): string {
  const known = state.get<unknown>(shieldKey);
  if (typeof known === 'string' && known !== '') return known;
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  void state.update(shieldKey, key);
  return key;
}
