import { window, type TreeView } from 'vscode';
import type { Clock } from '../../../core/base/clock';
import { DisposableStore, type Disposable } from '../../../core/base/disposable';
import { Emitter, onDidFocus } from '../../../core/base/event';
import type { Failure } from '../../../core/domain/failure';
import { loadPriority } from '../../../core/stores/loadPriority';
import type { ViewState } from '../../../manifest';

/** The store of a list. */
export interface ListSource {
  readonly loadedAt: number | undefined;
  readonly busy: boolean;
  readonly failure: Failure | undefined;
  refresh(priority: 'person' | 'background'): Promise<void>;
}

/**
 * Loads a list when its view is first shown, and when it is shown again after a minute. Hidden views and unfocused
 * windows cause no calls.
 */
export class LoadWhenVisible implements Disposable {
  private readonly owned = new DisposableStore();

  constructor(
    private readonly view: TreeView<unknown>,
    private readonly source: ListSource,
    private readonly signedIn: () => boolean,
    private readonly clock: Clock,
    private readonly load: (priority: 'person' | 'background') => Promise<void>,
  ) {
    this.owned.add(view.onDidChangeVisibility(() => this.look()));
    this.owned.add(onDidFocus(window.onDidChangeWindowState, window.state.focused, () => this.look()));
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
    if (priority) void this.load(priority);
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
      return failure.field === undefined ? 'failed-server' : 'failed-settings';
    case 'server':
      return failure.problem === 'status' ? 'failed-server' : 'failed-answer';
    default:
      return 'failed-server';
  }
}

/** Coalesces the changes of one event loop turn into one refresh. */
export class Repaint<Node> implements Disposable {
  private readonly emitter = new Emitter<Node | undefined>();
  readonly event = this.emitter.event;
  private waiting = false;
  private ended = false;

  constructor(private readonly before: () => void) {}

  ask(): void {
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      if (this.ended) return;
      this.before();
      this.emitter.fire(undefined);
    });
  }

  dispose(): void {
    this.ended = true;
    this.emitter.dispose();
  }
}
