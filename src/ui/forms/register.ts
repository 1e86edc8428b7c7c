import { l10n } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { fail } from '../../core/domain/failure';
import { commandIds, panelTypes } from '../../manifest';
import type { CommandRegistry } from '../shell/commandRegistry';
import { LazyPanels } from '../shell/lazyPanels';
import type { FormName } from './formSource';
import type { OpenFormDeps } from './openForms';

type FormActions = Pick<OpenFormDeps, 'ticketActions' | 'agentActions'>;

export interface FormDeps extends Omit<OpenFormDeps, keyof FormActions> {
  readonly commands: CommandRegistry;
  /** Loads what the forms have done. */
  readonly actions: () => Promise<FormActions>;
}

/** Opens forms; what a Drafts view, a tree or another page needs of this room. */
export interface Forms extends Disposable {
  open(subject: FormName): Promise<void>;
}

/** Every form and the commands that open them. */
export function registerForms(deps: FormDeps): Forms {
  const { session, commands } = deps;
  const panels = new LazyPanels({
    viewType: panelTypes.form,
    windowState: deps.windowState,
    load: async () => {
      const [{ openForms }, { ticketActions, agentActions }] = await Promise.all([
        import('./openForms'),
        deps.actions(),
      ]);
      return openForms({ ...deps, ticketActions, agentActions });
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
    const id = textAt(item, 'row', 'ticket', 'id');
    if (id !== undefined) await open(`ticket.edit/${id}`);
  });
  commands.register(commandIds.editAgent, notOpened, async (item) => {
    const login = textAt(item, 'row', 'agent', 'login');
    if (login !== undefined) await open(`agent.edit/${login}`);
  });
  return { open, dispose: () => panels.dispose() };
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
