import { window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/event';
import { logRejection } from '../../core/base/log';
import { oneLine } from '../../core/base/plainText';
import { addressKey } from '../../core/domain/account';
import type { AgentRow } from '../../core/domain/agent';
import type { ArgsOf } from '../../core/events/service/leaderApi';
import { phaseOf, type ListenerView } from '../../core/events/status/listenerStatus';
import type { AccountPush } from '../../core/domain/liveChat';
import { Attention } from '../../core/presence/attention';
import { PresenceBoard } from '../../core/presence/presenceBoard';
import type { Activity, PresenceSubject } from '../../core/presence/presenceMessage';
import { accountIdOf } from '../../core/stores/sessionStore';
import { copyScopesAction, offer } from '../messages/failureMessages';
import { missingPresenceScope, presenceText } from './presenceLabels';
import type { App } from '../shell/app';
import { presenceOf, type PresenceSource, type PresenceText } from '../shell/panels/presence';

/** How often it is looked what panels show, and whether the person types there. */
const lookMs = 1_000;

/** What presence uses of listening. */
export interface PresenceService {
  readonly view: ListenerView;
  readonly onDidChange: Event<ListenerView>;
  readonly onDidPushChat: Event<AccountPush>;
  ask(method: 'presence', args: ArgsOf<'presence'>): Promise<unknown>;
  refresh(what: 'presence'): void;
}

/**
 * Presence in one window: reports to the leader what the person reads and types here, and shows what other agents do.
 * A bundle that loads only where it is enabled.
 */
export class WindowPresence implements PresenceSource, Disposable {
  private readonly owned = new DisposableStore();
  private readonly board: PresenceBoard;
  private readonly attention: Attention;
  private account: string | undefined;
  /** Names of agents that were kept on this machine, by `addressKey`. */
  private keptNames: ReadonlyMap<string, string> = new Map();
  private isExplained = false;
  private looking: Disposable | undefined;

  constructor(
    private readonly app: App,
    private readonly service: PresenceService,
  ) {
    const { clock, session } = app;
    const presence = presenceOf(app);
    this.board = new PresenceBoard({ clock, changed: (keys) => presence.fire(keys) });
    this.attention = new Attention({
      clock,
      visible: () => presence.visible,
      report: (on) => this.report(on),
    });
    presence.source = this;
    this.owned.add(
      service.onDidPushChat(({ account, push }) => {
        if (push.kind === 'multicast' && account === this.account) this.board.receive(push.by, push.content);
      }),
    );
    this.owned.add(service.onDidChange((view) => this.follow(view)));
    this.owned.add(session.onDidChange(() => this.followAccount()));
    this.owned.add(
      window.onDidChangeWindowState(({ focused }) => {
        this.attention.setFocused(focused);
        this.look(service.view);
      }),
    );
    this.attention.setFocused(window.state.focused);
    this.followAccount();
    this.follow(service.view);
    this.lookSoon();
  }

  of(subject: PresenceSubject, exceptTyping = ''): PresenceText | undefined {
    const agents = this.board
      .of(subject)
      .map(({ login, doing }) => ({ name: this.nameOf(login), doing }))
      .filter(({ name, doing }) => doing !== 'typing' || !exceptTyping.includes(name));
    return presenceText(agents);
  }

  dispose(): void {
    this.owned.dispose();
    this.looking?.dispose();
    this.attention.dispose();
    this.service.ask('presence', {}).catch(() => undefined);
    this.board.clear();
    const presence = presenceOf(this.app);
    if (presence.source === this) presence.source = undefined;
  }

  /** Another window may lead now. */
  private follow(view: ListenerView): void {
    this.report(this.attention.current);
    if (phaseOf(view) === 'off') this.board.clear();
    this.look(view);
  }

  /** Of several windows, the one in use explains why nothing is shown. */
  private look({ presence, state }: ListenerView): void {
    if (presence === undefined && state === 'live') this.isExplained = false;
    if (presence === undefined || this.isExplained || !window.state.focused) return;
    this.isExplained = true;
    logRejection(this.explain(), this.app.log);
  }

  private followAccount(): void {
    const account = accountIdOf(this.app.session.current);
    if (account === this.account) return;
    this.account = account;
    this.board.clear();
    this.attention.look();
    this.report(this.attention.current);
    logRejection(this.readNames(account), this.app.log);
  }

  private report(on: readonly Activity[]): void {
    // Without a leader nothing is sent; the next one gets the next report.
    const { account } = this;
    this.service
      .ask('presence', account === undefined ? {} : { shown: { account, on } })
      .catch(() => undefined);
  }

  private lookSoon(): void {
    this.looking = this.app.clock.after(lookMs, () => {
      this.attention.look();
      this.lookSoon();
    });
  }

  /** Said once per account: the feature rests until a token has the scope. */
  private async explain(): Promise<void> {
    const { context } = this.app;
    const key = `presence.refused.${this.account ?? ''}`;
    if (context.globalState.get(key) === true) return;
    await context.globalState.update(key, true);
    await offer(window.showWarningMessage, missingPresenceScope(), [copyScopesAction()]);
  }

  /** Makes no call. */
  private async readNames(account: string | undefined): Promise<void> {
    this.keptNames = new Map();
    if (account === undefined) return;
    const kept = await this.app.local.get().then(
      (store) => store.agents(account)?.rows,
      () => undefined,
    );
    if (kept && account === this.account) this.keptNames = namesIn(kept);
  }

  private nameOf(login: string): string {
    const key = addressKey(login);
    const name = namesIn(this.app.agents.state.rows).get(key) ?? this.keptNames.get(key);
    return oneLine(name ?? login, 40);
  }
}

function namesIn(rows: readonly AgentRow[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const row of rows) {
    const name = row.kind === 'agent' ? row.agent.name?.trim() : undefined;
    if (row.kind === 'agent' && name) names.set(addressKey(row.agent.login), name);
  }
  return names;
}
