import { l10n, ProgressLocation, window } from 'vscode';
import { withTimeout } from '../../core/base/async';
import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { fail, type FailureCode } from '../../core/domain/failure';
import { phaseOf, type ChatConnectionView } from '../../core/events/status/listenerStatus';
import type { ListenerProblem } from '../../core/events/status/problem';
import type { TunnelErrorCode } from '../../core/tunnel/tunnel';
import { showActivityAction } from '../messages/arrivalLabels';
import { LiveChatError } from '../shell/liveChatError';
import { requireKey } from '../shell/requireKey';
import { offer } from '../messages/failureMessages';
import { tunnelName } from '../tunnels/tunnelLabels';
import type { TunnelPicker } from '../tunnels/tunnelPicker';
import type { ListeningContext } from './listeningContext';
import { problemText, remedyFor, waitsForBrowser } from './problems';
import { phaseName } from './status';

/** A faster start shows no progress. */
const progressAfterMs = 800;

/**
 * Start Listening, for a user and for code. Also informs the user when listening stops for a reason they can fix.
 */
export class StartListening implements Disposable {
  private readonly owned = new DisposableStore();
  /** Starts that report their outcome themselves. */
  private starting = 0;
  private wasStuck = false;
  private wereChatsStuck = false;

  constructor(
    private readonly context: ListeningContext,
    private readonly picker: TunnelPicker,
    private readonly doctor: () => unknown,
  ) {
    this.owned.add(context.eventService.onDidChange(() => this.reportIfStuck()));
  }

  /** Asks for a tunnel and consents, starts, and shows the outcome. @throws FailureError, EventServiceError */
  async withUser(): Promise<void> {
    await this.requireSource();
    const { picker } = this;
    const { app, eventService, team, ticketPolling } = this.context;
    this.starting += 1;
    try {
      // As the receiver of its team.
      const mayNeedTunnel = team.mayReceive && app.session.transportKind === 'webhooks';
      const tunnel = await picker.prepare(mayNeedTunnel || picker.isNeeded);
      const prepared = tunnel === 'ready' ? await ticketPolling.prepare() : tunnel;
      // Without a tunnel it is a member of its team all the same.
      if (prepared === 'cancelled' && !mayNeedTunnel) return;
      if (prepared !== 'ready' && prepared !== 'cancelled' && !mayNeedTunnel) {
        this.showProblem({ kind: 'tunnel', ...prepared });
        return;
      }
      await this.withProgress(eventService.start({ interactive: true, recheck: true }));
      this.showOutcome();
      // Only the start shows whether HelpDesk accepts a webhook; without one, ask whether to poll for tickets.
      if (eventService.view.newTickets === 'refused' && (await ticketPolling.prepare()) === 'ready') {
        await eventService.ask('reread', {});
      }
    } finally {
      this.starting -= 1;
    }
  }

  /** Asks no questions. @throws LiveChatError, FailureError, EventServiceError */
  async forCode(): Promise<void> {
    await this.requireSource();
    const { picker } = this;
    const { eventService } = this.context;
    const choice = picker.isNeeded ? await picker.choose() : undefined;
    if (choice?.kind === 'needs-user') throw errorFor({ ...choice, kind: 'tunnel' });
    this.starting += 1;
    try {
      await eventService.start({ interactive: false });
    } finally {
      this.starting -= 1;
    }
    const { view } = eventService;
    const { problem } = view;
    // Events that are not published are received all the same.
    if (phaseOf(view) === 'needs-user' && problem && problem.kind !== 'publishing') throw errorFor(problem);
  }

  /** @throws FailureError without a team and an account whose key works */
  private async requireSource(): Promise<void> {
    const { app, team } = this.context;
    if (team.isJoined) return;
    if (app.session.current.kind === 'signed-out') return fail({ code: 'not-signed-in' });
    await requireKey(app.session);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async withProgress(starting: Promise<unknown>): Promise<void> {
    const { eventService } = this.context;
    const started = starting.then(() => true);
    if (await withTimeout(this.context.app.clock, progressAfterMs, started)) return;
    const options = {
      location: ProgressLocation.Notification,
      title: l10n.t('Start Listening'),
      cancellable: true,
    };
    await window.withProgress(options, async (progress, token) => {
      const owned = new DisposableStore();
      const report = (): void => progress.report({ message: phaseName(eventService.view) });
      owned.add(eventService.onDidChange(report));
      owned.add(token.onCancellationRequested(() => void eventService.stop().catch(() => undefined)));
      report();
      await starting.finally(() => owned.dispose());
    });
  }

  private showOutcome(): void {
    const { view } = this.context.eventService;
    const phase = phaseOf(view);
    if (phase === 'live') {
      void offer(window.showInformationMessage, this.liveText(), [showActivityAction()]);
    } else if (view.problem && (phase === 'waiting' || phase === 'needs-user')) {
      this.showProblem(view.problem, phase === 'waiting');
    }
  }

  private liveText(): string {
    const { note, tunnel } = this.context.eventService.view;
    if (tunnel === 'team') return l10n.t('Listening to your team’s NATS server.');
    if (this.context.isDemo()) {
      return l10n.t('Listening to the demo account. Nothing leaves this machine.');
    }
    if (note === 'loopback-http') {
      return l10n.t('Listening on this machine only, over plain http.');
    }
    if (tunnel === undefined) return l10n.t('Listening through a live connection to LiveChat.');
    const through = l10n.t('Listening through this tunnel: {0}.', tunnelName(tunnel));
    const delay = l10n.t(
      'The first event may take 2 minutes: LiveChat needs that long to apply a new address.',
    );
    return [through, delay].join(' ');
  }

  private showProblem(problem: ListenerProblem, isWaiting = false): void {
    const remedy = remedyFor(problem);
    const doctor = { title: l10n.t('Listening Doctor'), run: () => this.doctor() };
    const again = isWaiting ? [l10n.t('Retrying automatically.')] : [];
    const what =
      problem.kind === 'publishing'
        ? l10n.t('Events are received, but not published to the team.')
        : l10n.t('Not receiving events from LiveChat.');
    const text = [what, problemText(problem), ...again].join(' ');
    void offer(window.showWarningMessage, text, [...(remedy ? [remedy] : []), doctor]);
  }

  /** A problem outside a start is reported once, in the focused window. */
  private reportIfStuck(): void {
    const { view } = this.context.eventService;
    const isStuck = phaseOf(view) === 'needs-user';
    const isNew = isStuck && !this.wasStuck;
    this.wasStuck = isStuck;
    if (isNew && this.starting === 0 && view.problem && window.state.focused) this.showProblem(view.problem);
    this.reportIfChatsAreStuck(view.chats);
  }

  /** A member of a team receives events meanwhile. */
  private reportIfChatsAreStuck(chats: ChatConnectionView | undefined): void {
    const isStuck = chats?.state === 'needs-user';
    const isNew = isStuck && !this.wereChatsStuck;
    this.wereChatsStuck = isStuck;
    if (!isNew || !chats.problem || !window.state.focused) return;
    const remedy = remedyFor(chats.problem);
    const text = [l10n.t('Changes of running chats are not received.'), problemText(chats.problem)].join(' ');
    void offer(window.showWarningMessage, text, remedy ? [remedy] : []);
  }
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

/** The error that code gets for a problem. */
function errorFor(problem: ListenerProblem): Error {
  if (problem.kind === 'livechat') return fail(problem.failure);
  const text = [l10n.t('Listening could not be started.'), problemText(problem)].join(' ');
  if (waitsForBrowser(problem)) return new LiveChatError('unauthorized', text);
  if (problem.kind === 'tunnel') return new LiveChatError(codes[problem.code], text);
  return new LiveChatError(problem.kind === 'fault' ? 'server' : 'network', text);
}
