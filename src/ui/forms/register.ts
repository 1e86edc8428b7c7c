import { l10n, type Memento, type Uri } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import { fail } from '../../core/domain/failure';
import type { SessionStore } from '../../core/stores/sessionStore';
import { commandIds } from '../../manifest';
import type { CommandDoor } from '../shell/commandDoor';
import { createAgentForm, editAgentForm, type AgentFormDeps } from './agentForms';
import type { DraftPort } from './draftPort';
import { FormPanels } from './formPanels';
import type { FormName, FormSource } from './formSource';
import { createTicketForm, editTicketForm, type TicketFormDeps } from './ticketForms';

export interface FormDeps extends TicketFormDeps, AgentFormDeps {
  readonly extensionUri: Uri;
  readonly drafts: DraftPort;
  readonly session: SessionStore;
  readonly commands: CommandDoor;
  readonly log: Log;
  /** Of this window. */
  readonly windowState: Memento;
}

/** Opens forms; what a Drafts view, a tree or another page needs of this room. */
export interface Forms extends Disposable {
  open(subject: FormName): void;
}

/** Every form and the commands that open them. */
export function registerForms(deps: FormDeps): Forms {
  const { session, commands } = deps;
  const owned = new DisposableStore();
  const panels = owned.add(
    new FormPanels({
      ...deps,
      account: () => (session.current.kind === 'signed-out' ? undefined : session.current.account.id),
      sourceOf: (subject) => sourceOf(deps, subject),
    }),
  );
  const open = (subject: FormName): void => {
    if (session.current.kind === 'signed-out') return fail({ code: 'not-signed-in' });
    panels.open(subject);
  };
  const notOpened = (): string => l10n.t('The form could not be opened.');
  commands.register(commandIds.createTicket, notOpened, () => open('ticket.new'));
  commands.register(commandIds.createAgent, notOpened, () => open('agent.new'));
  commands.register(commandIds.editTicket, notOpened, (item) => {
    const id = textAt(item, 'row', 'ticket', 'id');
    if (id !== undefined) open(`ticket.edit/${id}`);
  });
  commands.register(commandIds.editAgent, notOpened, (item) => {
    const login = textAt(item, 'row', 'agent', 'login');
    if (login !== undefined) open(`agent.edit/${login}`);
  });
  return { open, dispose: () => owned.dispose() };
}

function sourceOf(deps: FormDeps, subject: FormName): FormSource {
  if (subject === 'ticket.new') return createTicketForm(deps);
  if (subject === 'agent.new') return createAgentForm(deps);
  const id = subject.slice(subject.indexOf('/') + 1);
  return subject.startsWith('ticket.') ? editTicketForm(deps, id) : editAgentForm(deps, id);
}

/** A text inside a tree item, whose rooms are not known here. */
function textAt(item: unknown, ...keys: readonly string[]): string | undefined {
  const found = keys.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined,
    item,
  );
  return typeof found === 'string' ? found : undefined;
}
