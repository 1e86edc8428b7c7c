import { l10n } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { fail } from '../../core/domain/failure';
import type { ReplyComposer } from '../../core/replies/replyVariables';
import { commandIds, panelTypes } from '../../manifest';
import type { App } from '../shell/app';
import type { FormSubject } from '../shell/draftIds';
import { LazyPanels } from '../shell/panels/lazyPanels';
import { agentOf, ticketsOf } from '../shell/trees/nodes';
import { showRowGone } from '../shell/trees/rowGone';

import type { FormRooms } from './openForms';

/** What other rooms need of the forms. */
export interface Forms extends Disposable {
  open(subject: FormSubject): Promise<void>;
  /** The message of the active panel, if it has variables. */
  composer(): ReplyComposer | undefined;
}

/** The commands that open forms, and the panels of forms. */
export function registerForms(app: App, rooms: FormRooms): Forms {
  const { session, commands } = app;
  const panels = new LazyPanels({
    viewType: panelTypes.form,
    windowState: app.context.workspaceState,
    clock: app.clock,
    load: async () => {
      const [{ openForms }, actions] = await Promise.all([import('./openForms'), app.actions()]);
      return openForms(app, actions, rooms);
    },
  });
  const open = async (subject: FormSubject): Promise<void> => {
    if (session.current.kind === 'signed-out') return fail({ code: 'not-signed-in' });
    (await panels.get()).open(subject);
  };
  const notOpened = (): string => l10n.t('The form could not be opened.');
  commands.register(commandIds.createTicket, notOpened, () => open('ticket.new'));
  commands.register(commandIds.createAgent, notOpened, () => open('agent.new'));
  commands.register(commandIds.editTicket, notOpened, async (item) => {
    const [ticket] = ticketsOf(item);
    if (ticket) await open(`ticket.edit/${ticket.id}`);
    else showRowGone();
  });
  commands.register(commandIds.editAgent, notOpened, async (item) => {
    const agent = agentOf(item);
    if (agent) await open(`agent.edit/${agent.login}`);
    else showRowGone();
  });
  return { open, composer: () => panels.loaded?.composer, dispose: () => panels.dispose() };
}
