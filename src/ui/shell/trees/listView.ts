import { logRejection } from '../../../core/base/log';
import {
  type Command,
  window,
  type TreeView,
  l10n,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
} from 'vscode';
import type { Clock } from '../../../core/base/clock';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { onDidFocus } from '../../../core/base/event';
import type { Failure } from '../../../core/domain/failure';
import { loadPriority } from '../../../core/stores/loadPriority';
import { type ViewState, commandIds, type CommandId } from '../../../manifest';
import { nextOf, whyOf } from '../../messages/failureMessages';
import { OfflineRetry } from './offlineRetry';

/** The store of a list. */
export interface ListSource {
  readonly loadedAt: number | undefined;
  readonly busy: boolean;
  readonly failure: Failure | undefined;
  /** Whether the last attempt to load it failed because of the network. */
  readonly isOffline: boolean;
  refresh(priority: 'interactive' | 'background'): Promise<void>;
}

/**
 * Loads a list when its view is first shown, and when it is shown again after a minute or the network may have returned.
 * Hidden views and unfocused windows cause no calls.
 */
export class LoadWhenVisible implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly retry: OfflineRetry;

  constructor(
    private readonly view: TreeView<unknown>,
    private readonly source: ListSource,
    private readonly signedIn: () => boolean,
    private readonly clock: Clock,
    private readonly load: (priority: 'interactive' | 'background') => Promise<void>,
  ) {
    this.retry = this.owned.add(
      new OfflineRetry(clock, {
        isOffline: () => source.isOffline,
        isShown: () => view.visible && window.state.focused && signedIn(),
        load: () => load('background'),
      }),
    );
    this.owned.add(view.onDidChangeVisibility(() => this.look()));
    this.owned.add(onDidFocus(window.onDidChangeWindowState, window.state.focused, () => this.look()));
  }

  /** To be called after each change of the list. */
  follow(): void {
    this.retry.look();
  }

  /** Loads the list if it is visible and was never loaded, or is old. */
  look(): void {
    const priority = loadPriority({
      visible: this.view.visible,
      focused: window.state.focused,
      signedIn: this.signedIn(),
      busy: this.source.busy,
      loadedAt: this.source.loadedAt,
      failure: this.source.failure,
      now: this.clock.now(),
    });
    // The row that reports the failure stays meanwhile.
    if (priority) logRejection(this.load(this.source.isOffline ? 'background' : priority));
  }

  dispose(): void {
    this.owned.dispose();
  }
}

/** Selects the welcome text of the empty view; the texts are in `package.json`. */
export function viewStateOf(
  source: Pick<ListSource, 'busy' | 'failure' | 'loadedAt'>,
  total: number,
): ViewState {
  if (source.failure) return stateOfFailure(source.failure);
  if (source.loadedAt === undefined) return source.busy ? 'loading' : 'idle';
  return total === 0 ? 'empty' : 'ready';
}

function stateOfFailure(failure: Failure): ViewState {
  switch (failure.code) {
    case 'network':
      return 'failed-network';
    case 'timeout':
      return 'failed-timeout';
    case 'rate-limited':
      return 'failed-rate';
    case 'forbidden':
      return 'failed-forbidden';
    case 'invalid-input':
      if (failure.otherHost !== undefined) return 'failed-address';
      return failure.field === undefined ? 'failed-server' : 'failed-settings';
    case 'server':
      if (failure.problem === 'secrets') return 'failed-secrets';
      if (failure.problem === 'too-large') return 'failed-size';
      return failure.problem === 'status' ? 'failed-server' : 'failed-answer';
    default:
      return 'failed-server';
  }
}

/**
 * The command of a row that is run by a click or Enter, and not by an arrow key that selects the row. Only this command
 * depends on the context key of arrow keys: the editor draws all rows again when a key changes that an entry in the
 * menu of any row depends on.
 */
export function onClick(command: string, title: string, argument?: unknown): Command {
  return {
    command: commandIds.rowClicked,
    title,
    arguments: [command, ...(argument === undefined ? [] : [argument])],
  };
}

/** A row with rows below it. A click toggles it; an arrow key that selects it does not. */
export function groupTreeItem(label: string, isExpanded: boolean): TreeItem {
  const { Collapsed, Expanded } = TreeItemCollapsibleState;
  const item = new TreeItem(label, isExpanded ? Expanded : Collapsed);
  item.command = onClick('list.toggleExpand', '');
  return item;
}

/** The item for a row that could not be decoded. */
export function unreadableItem(id: string, label: string, tooltip: string): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.id = `unreadable/${id}`;
  item.iconPath = new ThemeIcon('warning');
  item.contextValue = 'unreadable';
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: [label, tooltip].join(', ') };
  return item;
}

/**
 * Says why a list is not up to date; a click tries again, or signs in again if the key was refused.
 * @param triesKey whether a click tries a refused key again instead
 */
export function failureItem(id: string, why: Failure, again: CommandId, triesKey = false): TreeItem {
  const signIn = why.code === 'unauthorized' && !triesKey;
  const title = signIn ? l10n.t('Sign in again') : l10n.t('Try again');
  const item = new TreeItem(title, TreeItemCollapsibleState.None);
  item.id = id;
  item.contextValue = 'failure';
  item.description = triesKey ? l10n.t('with the stored key') : whyOf(why);
  item.tooltip = [l10n.t('The list could not be refreshed.'), whyOf(why), nextOf(why)].join(' ');
  // A tooltip replaces the name that a screen reader reads (docs/behaviour.md).
  item.accessibilityInformation = { label: [title, item.tooltip].join(', ') };
  item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.command = onClick(signIn ? commandIds.signInAgain : again, title);
  return item;
}
