import { l10n } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { fail } from '../../core/domain/failure';
import { commandIds, panelTypes } from '../../manifest';
import type { App } from '../shell/app';
import { LazyPanels } from '../shell/lazyPanels';
import { agentOf, ticketsOf } from '../shell/nodes';
import type { FormName } from './formSource';
import type { VersionsOf } from './ticketForms';

/** Opens forms; what a Drafts view, a tree or another page needs of this room. */
export interface Forms extends Disposable {
  open(subject: FormName): Promise<void>;
}

/** Every form and the commands that open them. */
export function registerForms(app: App, versionsOf: VersionsOf): Forms {
  const { session, commands } = app;
  const panels = new LazyPanels({
    viewType: panelTypes.form,
    windowState: app.context.workspaceState,
    load: async () => {
      const [{ openForms }, actions] = await Promise.all([import('./openForms'), app.actions()]);
      return openForms(app, actions, versionsOf);
    },
  });
  const open = async (subject: FormName): Promise<void> => {
    if (session.current.kind === 'signed-out') return fail({ code: 'not-signed-in' });
    (await panels.get()).open(subject);
  };
  const notOpened = (): string => l10n.t('The form could not be opened.');
  commands.register(commandIds.createTicket, notOpened, () => open('ticket.new'));
  commands.register(commandIds.createAgent, notOpened, () => open('agent.new'));
  commands.register(commandIds.editTicket, notOpened, async (item) => {
    const [ticket] = ticketsOf(item);
    if (ticket) await open(`ticket.edit/${ticket.id}`);
  });
  commands.register(commandIds.editAgent, notOpened, async (item) => {
    const agent = agentOf(item);
    if (agent) await open(`agent.edit/${agent.login}`);
  });
  return { open, dispose: () => panels.dispose() };
}
