import { commands, l10n } from 'vscode';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { type Log, traceOf, logRejection } from '../../core/base/log';
import { failureOf } from '../../core/domain/failure';
import type { CommandId } from '../../manifest';
import { isLiveChatError } from './liveChatError';
import type { Attempt } from '../messages/failureMessages';
import { isTreeNode } from './trees/nodes';

type ForPerson = (item: unknown, items: unknown) => unknown;
type Handler = (item: unknown, items: unknown, id: CommandId) => unknown;
type ForCode = (argument: unknown) => Promise<unknown>;

interface Sides {
  person?: ForPerson;
  code?: ForCode;
  alsoWithoutArgument?: boolean;
}

/**
 * The only place that registers commands. Each has two handlers: without an argument, or with a tree item, it serves
 * the user, and whatever it throws becomes one message; with an argument object it serves code, returns its result and
 * throws a `LiveChatError`. Features may register the two handlers in different rooms.
 */
export class CommandRegistry implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly known = new Map<CommandId, Sides>();

  /** @param ready awaited by every command, because one may be called before the accounts are loaded */
  constructor(
    private readonly log: Log,
    private readonly ready: () => Promise<void> | undefined,
  ) {}

  /**
   * Registers the handler for the user.
   * @param attempt describes what was attempted, for the error message
   * @param handler gets the tree item or nothing, as unknown, because any extension can call a command; and the id, for
   * several commands of one handler
   */
  register(id: CommandId, attempt: Attempt, handler: Handler): void {
    this.sides(id).person = async (item, items) => {
      try {
        return await handler(item, items, id);
      } catch (thrown) {
        // For code, which may also call without an argument.
        if (isLiveChatError(thrown)) throw thrown;
        const { errorMessages } = await import('./errorMessages');
        const retry = (): unknown => this.run(id, item, items);
        errorMessages.showError(thrown, { id, attempt, retry }, this.log);
        return undefined;
      }
    };
  }

  /**
   * Registers the handler for code.
   * @param work gets the argument unchecked
   * @param alsoWithoutArgument whether a call without an argument also returns a result, besides what the user sees
   */
  serve(id: CommandId, work: ForCode, { alsoWithoutArgument = false } = {}): void {
    Object.assign(this.sides(id), { code: work, alsoWithoutArgument });
  }

  dispose(): void {
    this.owned.dispose();
  }

  private sides(id: CommandId): Sides {
    const known = this.known.get(id);
    if (known) return known;
    const sides: Sides = {};
    this.known.set(id, sides);
    this.owned.add(
      commands.registerCommand(id, (item?: unknown, items?: unknown) => this.run(id, item, items)),
    );
    return sides;
  }

  private async run(id: CommandId, item: unknown, items: unknown): Promise<unknown> {
    const pending = this.ready();
    if (pending) await pending;
    const { person, code, alsoWithoutArgument = false } = this.sides(id);
    if (!code || (person && !alsoWithoutArgument && isForPerson(item))) return await person?.(item, items);
    if (isForPerson(item)) logRejection(Promise.resolve(person?.(item, items)), this.log);
    return await this.answer(id, code, isForPerson(item) ? undefined : item);
  }

  private async answer(id: CommandId, code: ForCode, argument: unknown): Promise<unknown> {
    try {
      return await code(argument);
    } catch (thrown) {
      const { errorMessages } = await import('./errorMessages');
      const error = errorMessages.liveChatError(thrown, () => l10n.t('The command failed.'));
      if (isLiveChatError(thrown) || failureOf(thrown)) this.log.warn(`${id}: ${error.code}`);
      else this.log.error(`${id}: ${traceOf(thrown)}`);
      throw error;
    }
  }
}

/** The editor passes nothing, a row, or rows for a click on a view's title; everything else is an argument. */
function isForPerson(item: unknown): boolean {
  try {
    return (
      item === undefined ||
      item === null ||
      isTreeNode(item) ||
      (Array.isArray(item) && item.some(isTreeNode))
    );
  } catch {
    // A proxy of other code.
    return false;
  }
}
