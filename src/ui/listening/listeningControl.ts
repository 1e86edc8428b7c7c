import { l10n, ProgressLocation, window } from 'vscode';
import { withTimeout } from '../../core/base/async';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { fail, type FailureCode } from '../../core/domain/failure';
import type { ListenerProblem, ListenerStatus } from '../../core/events/status/listenerTypes';
import { phaseOf } from '../../core/events/status/phase';
import type { TunnelErrorCode } from '../../core/tunnel/tunnel';
import { LiveChatError } from '../shell/liveChatError';
import type { App } from '../shell/app';
import type { Action } from '../shell/messages';
import type { Listening } from './listening';
import { remedyFor, phaseName, problemText, waitsForBrowser } from './listeningLabels';
import { tunnelName } from '../tunnels/tunnelLabels';

/** What is done in less time needs no progress. */
const quickMs = 800;

export interface ListeningControlOptions {
  readonly showActivity: () => unknown;
  readonly doctor: () => unknown;
}

/** Starts and stops listening, for a person and for code, and tells a person what keeps it from going on. */
export class ListeningControl implements Disposable {
  private readonly owned = new DisposableStore();
  /** Somebody is told of the outcome already. */
  private asking = 0;
  private wasStuck = false;

  constructor(
    private readonly app: App,
    private readonly listening: Listening,
    private readonly options: ListeningControlOptions,
  ) {
    this.owned.add(listening.eventService.onDidChange(() => this.watch()));
  }

  /** Asks what is to be asked, and shows what came of it. @throws FailureError, DeskError */
  async startWithPerson(): Promise<ListenerStatus> {
    if (!this.isSignedIn) return fail({ code: 'not-signed-in' });
    this.asking += 1;
    try {
      const tunnel = await this.listening.picker.prepare();
      const prepared = tunnel === 'ready' ? await this.listening.newTickets.prepare() : tunnel;
      if (prepared === 'ready') {
        await this.withProgress(this.listening.eventService.start({ interactive: true }));
        this.showOutcome();
        // Only now it is known that no webhook can tell of them: so they may be asked for.
        if (
          this.listening.eventService.view.newTickets === 'refused' &&
          (await this.listening.newTickets.prepare()) === 'ready'
        )
          await this.listening.eventService.reread();
      } else if (prepared !== 'cancelled') {
        this.showProblem({ kind: 'tunnel', ...prepared });
      }
    } finally {
      this.asking -= 1;
    }
    return this.listening.eventService.status();
  }

  /** Asks nobody. @throws LiveChatError, FailureError, DeskError */
  async startForCode(): Promise<ListenerStatus> {
    if (!this.isSignedIn) return fail({ code: 'not-signed-in' });
    const { picker } = this.listening;
    const choice = picker.isNeeded ? await picker.choose() : undefined;
    if (choice?.kind === 'needs-user') throw errorFor({ ...choice, kind: 'tunnel' });
    this.asking += 1;
    try {
      await this.listening.eventService.start({ interactive: false });
    } finally {
      this.asking -= 1;
    }
    const { view } = this.listening.eventService;
    if (phaseOf(view) === 'needs-user' && view.problem) throw errorFor(view.problem);
    return this.listening.eventService.status();
  }

  /** @throws DeskError */
  async stop(): Promise<ListenerStatus> {
    const location = ProgressLocation.Window;
    const title = l10n.t('LiveChat: stopping');
    return await window.withProgress({ location, title }, () => this.listening.eventService.stop());
  }

  dispose(): void {
    this.owned.dispose();
  }

  private get isSignedIn(): boolean {
    return this.app.session.current.kind === 'signed-in';
  }

  private async withProgress(starting: Promise<unknown>): Promise<void> {
    const { clock } = this.app;
    const { eventService } = this.listening;
    const isQuick = await withTimeout(
      clock,
      quickMs,
      starting.then(() => true),
    );
    if (isQuick === true) return;
    const options = {
      location: ProgressLocation.Notification,
      title: l10n.t('Start Listening'),
      cancellable: true,
    };
    await window.withProgress(options, async (progress, token) => {
      const owned = new DisposableStore();
      const tell = (): void => progress.report({ message: phaseName(eventService.view) });
      owned.add(eventService.onDidChange(tell));
      owned.add(token.onCancellationRequested(() => void eventService.stop().catch(() => undefined)));
      tell();
      await starting.finally(() => owned.dispose());
    });
  }

  private showOutcome(): void {
    const { view } = this.listening.eventService;
    const phase = phaseOf(view);
    if (phase === 'live') {
      const show: Action = { title: l10n.t('Show Activity'), run: () => this.options.showActivity() };
      void offer(window.showInformationMessage, this.liveText(), [show]);
    } else if (view.problem && (phase === 'waiting' || phase === 'needs-user')) {
      this.showProblem(view.problem, phase === 'waiting');
    }
  }

  private liveText(): string {
    const { note, tunnel } = this.listening.eventService.view;
    if (this.listening.isDemo()) {
      return l10n.t('Listening to the demo account. Nothing leaves this machine.');
    }
    if (note === 'loopback-http') {
      return l10n.t('Listening on this machine only, over plain http.');
    }
    if (tunnel === undefined) return l10n.t('Listening through a live connection to LiveChat.');
    const through = l10n.t('Listening through this tunnel: {0}.', tunnelName(tunnel));
    const patience = l10n.t(
      'The first event may take 2 minutes: LiveChat needs that long to apply a new address.',
    );
    return [through, patience].join(' ');
  }

  private showProblem(problem: ListenerProblem, isWaiting = false): void {
    const remedy = remedyFor(problem);
    const doctor = { title: l10n.t('Listening Doctor'), run: () => this.options.doctor() };
    const again = isWaiting ? [l10n.t('Retrying automatically.')] : [];
    const text = [l10n.t('Not receiving events from LiveChat.'), problemText(problem), ...again].join(' ');
    void offer(window.showWarningMessage, text, [...(remedy ? [remedy] : []), doctor]);
  }

  /** What came up while nobody asked is told once, in the window that is looked at. */
  private watch(): void {
    const { view } = this.listening.eventService;
    const isStuck = phaseOf(view) === 'needs-user';
    const isNew = isStuck && !this.wasStuck;
    this.wasStuck = isStuck;
    if (isNew && this.asking === 0 && view.problem && window.state.focused) this.showProblem(view.problem);
  }
}

type Show = (text: string, ...titles: string[]) => Thenable<string | undefined>;

async function offer(show: Show, text: string, actions: readonly Action[]): Promise<void> {
  const chosen = await show(text, ...actions.map(({ title }) => title));
  await actions.find(({ title }) => title === chosen)?.run();
}

const codes: Readonly<Record<TunnelErrorCode, FailureCode>> = {
  'needs-consent': 'forbidden',
  'needs-sign-in': 'unauthorized',
  'refused-by-account': 'unauthorized',
  'not-installed': 'unsupported',
  policy: 'invalid-input',
  quota: 'rate-limited',
  offline: 'network',
  timeout: 'timeout',
  failed: 'network',
};

/** What keeps it from listening, for code. */
function errorFor(problem: ListenerProblem): Error {
  if (problem.kind === 'livechat') return fail(problem.failure);
  const text = [l10n.t('Listening could not be started.'), problemText(problem)].join(' ');
  if (waitsForBrowser(problem)) return new LiveChatError('unauthorized', text);
  if (problem.kind === 'tunnel') return new LiveChatError(codes[problem.code], text);
  return new LiveChatError(problem.kind === 'fault' ? 'server' : 'network', text);
}
