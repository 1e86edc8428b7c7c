import { l10n, window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { AgentStore } from '../../core/stores/agentStore';
import { commandIds, viewIds } from '../../manifest';
import type { App } from '../shell/app';
import { ago } from '../messages/times';
import { requireKey } from '../shell/requireKey';
import { LoadWhenVisible, viewStateOf, type ListSource } from '../shell/trees/listView';
import { Repaint } from '../shell/trees/repaint';
import { registerAgentCommands, type AgentCommands } from './agentCommands';
import { AgentTree } from './agentTree';
import type { AgentNode } from '../shell/trees/nodes';

/** The Agents view and its commands. */
export function registerAgents(app: App, rooms: AgentCommands): Disposable {
  const { agents: store, session, clock, commands, keys } = app;
  const owned = new DisposableStore();
  const source = sourceOf(store);

  const repaint = owned.add(
    new Repaint<AgentNode>(clock, () => {
      const { keptAt, rows } = store.state;
      view.description = keptAt === undefined ? '' : ago(new Date(keptAt).toISOString(), clock.now());
      keys.set('livechat.agents.state', viewStateOf(source, rows.length));
    }),
  );
  const tree = new AgentTree(store, session, repaint.event);
  const view = owned.add(window.createTreeView(viewIds.agents, { treeDataProvider: tree }));
  const refresh = (priority: 'interactive' | 'background'): Promise<void> =>
    Promise.resolve(
      window.withProgress({ location: { viewId: viewIds.agents } }, () => store.refresh(priority)),
    );
  const signedIn = (): boolean => session.current.kind === 'signed-in';
  const loading = owned.add(new LoadWhenVisible(view, source, signedIn, clock, refresh));

  owned.add(
    store.onDidChange(() => {
      repaint.ask();
      loading.follow();
    }),
  );
  owned.add(
    session.onDidChange(() => {
      repaint.ask();
      loading.look();
    }),
  );
  repaint.ask();
  loading.look();

  commands.register(
    commandIds.refreshAgents,
    () => l10n.t('Agents could not be loaded.'),
    async () => {
      await requireKey(session);
      await refresh('interactive');
    },
  );
  registerAgentCommands(app, rooms);
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
      const { loadedAt, rows, failure } = store.state;
      return loadedAt === undefined && rows.length === 0 ? failure?.why : undefined;
    },
    get isOffline() {
      return store.state.failure?.why.code === 'network';
    },
    refresh: (priority) => store.refresh(priority),
  };
}
