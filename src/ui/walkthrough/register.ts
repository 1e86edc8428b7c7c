import { commands as editorCommands, l10n } from 'vscode';
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
  const completeSteps = owned.add(new StepCompletion(keys));
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
      completeSteps.opened();
    },
  );
  return owned;
}

interface Step {
  readonly isReached: (keys: ContextKeys) => boolean;
  readonly complete: (keys: ContextKeys) => void;
}

const steps: readonly Step[] = [
  {
    isReached: (keys) => keys.is('livechat.account', 'demo'),
    complete: (keys) => keys.set('livechat.walkthrough.demo', true),
  },
  {
    isReached: (keys) => keys.is('livechat.account', 'own'),
    complete: (keys) => keys.set('livechat.walkthrough.connect', true),
  },
  {
    isReached: (keys) => keys.is('livechat.listening', true),
    complete: (keys) => keys.set('livechat.walkthrough.listen', true),
  },
  {
    isReached: (keys) => keys.is('livechat.answered', true),
    complete: (keys) => keys.set('livechat.walkthrough.answer', true),
  },
];

/**
 * Completes steps that were reached before the walkthrough was opened. The editor completes a step only by a context key
 * that is first true while the walkthrough is open (docs/behaviour.md), so each step has a key of its own for this.
 */
class StepCompletion implements Disposable {
  private readonly reached = new Set<Step>();
  private readonly subscription: Disposable;
  private wasOpened = false;

  constructor(private readonly keys: ContextKeys) {
    this.subscription = keys.onDidChange(() => this.update());
    this.update();
  }

  opened(): void {
    this.wasOpened = true;
    this.update();
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private update(): void {
    for (const step of steps) if (step.isReached(this.keys)) this.reached.add(step);
    if (this.wasOpened) for (const step of this.reached) step.complete(this.keys);
  }
}

function accountOf({ current }: SessionStore): 'none' | 'demo' | 'own' {
  if (current.kind !== 'signed-in') return 'none';
  return current.account.demo ? 'demo' : 'own';
}
