import { commands } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Log } from '../../core/base/log';
import { failureOf } from '../../core/domain/failure';
import type { CommandId } from '../../manifest';
import { showFailure, showFault, type Attempt } from './messages';

/** The one door for commands: whatever a handler throws becomes one message, and a cancel becomes silence. */
export class CommandDoor implements Disposable {
  private readonly owned = new DisposableStore();

  constructor(private readonly log: Log) {}

  /**
   * @param attempt what to say was tried, should it fail
   * @param handler gets the tree item or nothing; takes it as unknown, since anybody can call a command
   */
  register(id: CommandId, attempt: Attempt, handler: (item: unknown, items: unknown) => unknown): void {
    const run = async (item?: unknown, items?: unknown): Promise<unknown> => {
      try {
        return await handler(item, items);
      } catch (thrown) {
        this.tell(id, thrown, attempt, () => run(item, items));
        return undefined;
      }
    };
    this.owned.add(commands.registerCommand(id, run));
  }

  dispose(): void {
    this.owned.dispose();
  }

  private tell(id: string, thrown: unknown, attempt: Attempt, retry: () => unknown): void {
    const failure = failureOf(thrown);
    if (failure) {
      this.log.warn(`${id}: ${JSON.stringify(failure)}`);
      void showFailure(failure, attempt, retry);
    } else {
      this.log.error(`${id}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
      void showFault(attempt);
    }
  }
}
