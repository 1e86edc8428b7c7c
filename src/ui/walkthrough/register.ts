import { commands as editorCommands, l10n, window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { SessionStore } from '../../core/stores/sessionStore';
import { commandIds, walkthroughId } from '../../manifest';
import type { App } from '../shell/app';
import type { ContextKeys } from '../shell/contextKeys';

/** The walkthrough: its steps complete when the session or audit log shows the action, whatever triggered it. */
export function registerWalkthrough({ session, audit, commands, keys }: App): Disposable {
  const owned = new DisposableStore();
  const updateKey = (): void => keys.set('livechat.account', accountOf(session));
  updateKey();
  owned.add(session.onDidChange(updateKey));
  keys.set('livechat.answered', false);
  owned.add(new StepCompletion(keys));
  owned.add(
    audit.onDidRecord(({ action, outcome, after = {} }) => {
      const isAnswer = action === 'ticket.update' && 'message' in after && after.private !== true;
      if (isAnswer && outcome === 'done') keys.set('livechat.answered', true);
    }),
  );
  commands.register(
    commandIds.openWalkthrough,
    () => l10n.t('The walkthrough could not be opened.'),
    async () => {
      await editorCommands.executeCommand('workbench.action.openWalkthrough', walkthroughId, false);
    },
  );
  return owned;
}

interface Step {
  readonly isReached: (keys: ContextKeys) => boolean;
  readonly setKey: (keys: ContextKeys, value: boolean) => void;
}

const steps: readonly Step[] = [
  {
    isReached: (keys) => keys.is('livechat.account', 'demo'),
    setKey: (keys, value) => keys.set('livechat.walkthrough.demo', value),
  },
  {
    isReached: (keys) => keys.is('livechat.account', 'own'),
    setKey: (keys, value) => keys.set('livechat.walkthrough.connect', value),
  },
  {
    isReached: (keys) => keys.is('livechat.listening', true),
    setKey: (keys, value) => keys.set('livechat.walkthrough.listen', value),
  },
  {
    isReached: (keys) => keys.is('livechat.answered', true),
    setKey: (keys, value) => keys.set('livechat.walkthrough.answer', value),
  },
];

/**
 * Completes steps that were reached before the editor loaded its walkthroughs, which it does when it first shows one. It
 * completes no step by a context key that was true already then (docs/behaviour.md), so each step has a key of its own
 * that is true for a moment only.
 */
class StepCompletion implements Disposable {
  private readonly reached = new Set<Step>();
  private readonly subscriptions = new DisposableStore();

  constructor(private readonly keys: ContextKeys) {
    this.subscriptions.add(keys.onDidChange(() => this.update()));
    this.update();
    this.subscriptions.add(
      // The tab of a walkthrough, among others, has no input that extensions know.
      window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
        if ([...opened, ...changed].some(({ input }) => input === undefined)) this.complete();
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private update(): void {
    for (const step of steps) if (step.isReached(this.keys)) this.reached.add(step);
  }

  private complete(): void {
    for (const step of this.reached) for (const value of [true, false]) step.setKey(this.keys, value);
  }
}

function accountOf({ current }: SessionStore): 'none' | 'demo' | 'own' {
  if (current.kind !== 'signed-in') return 'none';
  return current.account.demo ? 'demo' : 'own';
}
