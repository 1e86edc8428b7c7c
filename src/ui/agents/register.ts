import { l10n, window } from 'vscode';
import type { AgentActions } from '../../core/actions/agentActions';
import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { AgentStore } from '../../core/stores/agentStore';
import type { SessionStore } from '../../core/stores/sessionStore';
import { commandIds, viewIds } from '../../manifest';
import type { CommandRegistry } from '../shell/commandRegistry';
import type { ContextKeys } from '../shell/contextKeys';
import { LoadWhenVisible, Repaint, viewStateOf, type ListSource } from '../shell/listView';
import type { AgentCommandApi, RemoveWithPerson } from '../commandApi/agentCommandApi';
import { registerAgentCommands } from './agentCommands';
import { AgentTree } from './agentTree';
import { registerAgentRowCommands } from './rowCommands';
import type { AgentNode } from './nodes';

export interface AgentDeps {
  readonly store: AgentStore;
  readonly session: SessionStore;
  readonly clock: Clock;
  readonly commands: CommandRegistry;
  readonly keys: ContextKeys;
  readonly actions: () => Promise<AgentActions>;
  readonly work: () => Promise<AgentCommandApi>;
  readonly remove: RemoveWithPerson;
  /** Opens the form that changes an agent. */
  readonly editAgent: (login: string) => unknown;
}

/** The view of agents and its commands. */
export function registerAgents(deps: AgentDeps): Disposable {
  const { store, session, clock, commands, keys } = deps;
  const owned = new DisposableStore();
  const source = sourceOf(store);

  const repaint = owned.add(
    new Repaint<AgentNode>(() => {
      keys.set('livechat.agents.state', viewStateOf(source, store.state.rows.length));
    }),
  );
  const tree = new AgentTree(store, session, repaint.event);
  const view = owned.add(window.createTreeView(viewIds.agents, { treeDataProvider: tree }));
  const refresh = (priority: 'person' | 'background'): Promise<void> =>
    Promise.resolve(
      window.withProgress({ location: { viewId: viewIds.agents } }, () => store.refresh(priority)),
    );
  const signedIn = (): boolean => session.current.kind === 'signed-in';
  const seen = owned.add(new LoadWhenVisible(view, source, signedIn, clock, refresh));

  owned.add(store.onDidChange(() => repaint.ask()));
  owned.add(
    session.onDidChange(() => {
      repaint.ask();
      seen.look();
    }),
  );
  repaint.ask();
  seen.look();

  commands.register(
    commandIds.refreshAgents,
    () => l10n.t('Agents could not be loaded.'),
    () => refresh('person'),
  );
  registerAgentCommands(deps);
  registerAgentRowCommands(deps);
  return owned;
}

function sourceOf(store: AgentStore): ListSource {
  return {
    get loadedAt() {
      return store.state.loadedAt;
    },
    get busy() {
      return store.state.busy !== undefined;
    },
    get failure() {
      return store.state.loadedAt === undefined ? store.state.failure?.why : undefined;
    },
    refresh: (priority) => store.refresh(priority),
  };
}
