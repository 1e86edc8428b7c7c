import { Uri, type ExtensionContext } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { DisposableStore } from '../../core/base/disposable';
import type { Account } from '../../core/domain/account';
import type { Arrival } from '../../core/domain/arrival';
import type { DeskOptions } from '../../core/relay/desk';
import { stateFile } from '../../core/relay/stateFile';
import { accountIdOf, type SessionStore } from '../../core/stores/sessionStore';
import { settingKeys } from '../../manifest';
import type { ChannelLog } from '../shell/channelLog';
import type { ContextKeys } from '../shell/contextKeys';
import type { Settings } from '../shell/settings';
import { Consents } from './consents';
import { DeskDoor } from './deskDoor';
import { installIdOf, openEditorDesk, type EditorDeskParts } from './editorDesk';
import { editorTunnels, type EditorTunnelsParts } from './editorTunnels';
import { GithubSession } from './githubSession';
import { waitsForBrowser } from './listeningWords';
import { ListeningStatus } from './listeningStatus';
import { NewTickets } from './newTickets';
import { askNewTickets } from './newTicketsQuestion';
import { Quiet } from './quiet';
import { Toasts } from './toasts';
import { TunnelPicker, type Providers } from './tunnelPicker';
import { tunnelQuestions } from './tunnelQuestions';

/** A tunnel at a service is not waited for any longer when somebody signs out. */
const forgetMs = 8_000;

export interface ListeningParts {
  readonly context: ExtensionContext;
  readonly session: SessionStore;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: ChannelLog;
  readonly keys: ContextKeys;
  readonly environment: EditorTunnelsParts['environment'];
  readonly loadDesk: EditorDeskParts['load'];
  readonly loadTunnels: EditorTunnelsParts['load'];
  readonly atAccount: NonNullable<DeskOptions['atAccount']>;
  /** Shows what an event is about. */
  readonly openArrival: (arrival: Arrival) => unknown;
  readonly showActivity: () => unknown;
}

/** Listening as this window has it. Making it opens nothing and reads nothing. */
export class Listening {
  private readonly owned = new DisposableStore();
  readonly desk: DeskDoor;
  readonly picker: TunnelPicker;
  readonly newTickets: NewTickets;
  readonly quiet: Quiet;
  readonly status: ListeningStatus;
  private readonly github: GithubSession;
  private readonly consents: Consents;

  constructor(private readonly parts: ListeningParts) {
    const { session, settings, clock, log } = parts;
    this.github = new GithubSession(clock, (secret) => log.hide(secret));
    this.consents = new Consents(this.file('consents.json'));
    this.quiet = this.owned.add(
      new Quiet(this.file('quiet.json'), clock, () => settings.listening.quietHours()),
    );
    this.owned.add(settings.onDidChange([settingKeys.quietHours], () => this.quiet.hoursChanged()));
    this.picker = new TunnelPicker({
      settings: settings.listening,
      isNeeded: () => this.needsTunnel(),
      isLocal: () => this.isLocal(),
      providers: () => this.providers(),
      isSignedIn: () => this.github.isThere(),
      consents: this.consents,
      ask: tunnelQuestions(this.github),
    });
    this.newTickets = new NewTickets({
      consents: this.consents,
      account: () => accountIdOf(session.current),
      polled: () => (session.eventWay === 'socket' ? (session.capabilities?.events.polled ?? []) : []),
      isRefused: () => {
        const { newTickets: way } = this.desk.view;
        return way === 'asked' || way === 'refused';
      },
      wanted: () => settings.listening.events(),
      ask: askNewTickets,
    });
    this.desk = new DeskDoor({
      session,
      clock,
      log,
      events: () => this.newTickets.events,
      startsByItself: () => settings.listening.autoStart() && this.mayStart(),
      open: () => this.open(),
    });
    this.status = this.owned.add(new ListeningStatus(this.desk, this.quiet, this.newTickets, clock));
  }

  /** Whether the active account is the demo's. */
  readonly isDemo = (): boolean => {
    const { current } = this.parts.session;
    return current.kind !== 'signed-out' && current.account.demo === true;
  };

  /** Before an account leaves this machine: nothing of it stays at LiveChat, and no tunnel at a service. */
  async leave(account: Account): Promise<void> {
    const wasActive = await this.desk.leave(account);
    await this.consents.forget(account.id).catch((thrown: unknown) => {
      this.parts.log.warn(`The choice about new tickets could not be removed (${nameOf(thrown)}).`);
    });
    if (!wasActive) return;
    try {
      const { devtunnel } = await this.providers();
      await devtunnel.forget?.(AbortSignal.timeout(forgetMs));
    } catch (thrown) {
      this.parts.log.warn(`The dev tunnel could not be removed (${nameOf(thrown)}).`);
    }
  }

  /** An account got a token for the socket: what waits for one goes on, whichever window it was given to. */
  signedInInBrowser(id: string): void {
    const { problem } = this.desk.view;
    if (accountIdOf(this.parts.session.current) !== id || !problem || !waitsForBrowser(problem)) return;
    this.desk.retry().catch((thrown: unknown) => {
      this.parts.log.warn(`Listening could not go on after signing in (${nameOf(thrown)}).`);
    });
  }

  async dispose(): Promise<void> {
    this.owned.dispose();
    await this.desk.dispose();
  }

  private async open(): ReturnType<typeof openEditorDesk> {
    const { quiet, parts, desk } = this;
    await Promise.all([this.consents.load(), quiet.look()]);
    const { openArrival, showActivity, log } = parts;
    const tell = (text: string): void => this.status.tell(text);
    const toasts = new Toasts({ desk, quiet, log, tell, openArrival, showActivity });
    return await openEditorDesk({
      ...parts,
      load: parts.loadDesk,
      newTickets: this.newTickets,
      reread: () => this.consents.load(),
      choose: () => this.picker.choose(),
      mayAutoStart: () => this.mayStart(),
      isQuiet: () => quiet.until !== undefined,
      show: (announcement) => toasts.show(announcement),
    });
  }

  /** Whether a person agreed once to what listening does, or nothing of it is public. */
  private mayStart(): boolean {
    return this.consents.hasAny || this.isLocal() !== 'no' || !this.needsTunnel();
  }

  private needsTunnel(): boolean {
    return this.parts.session.eventWay !== 'socket';
  }

  private isLocal(): 'always' | 'by-default' | 'no' {
    if (this.isDemo()) return 'always';
    try {
      return this.parts.settings.apiUrl().startsWith('http:') ? 'by-default' : 'no';
    } catch {
      // Where the address is refused, nothing is served from there.
      return 'no';
    }
  }

  private providers(): Promise<Providers> {
    const { context, clock, settings, environment, loadTunnels } = this.parts;
    return editorTunnels({
      context,
      clock,
      environment,
      settings: settings.listening,
      github: this.github,
      installId: () => installIdOf(context.globalStorageUri),
      record: this.file('devtunnel.json'),
      load: loadTunnels,
    });
  }

  private file(name: string): ReturnType<typeof stateFile> {
    return stateFile(Uri.joinPath(this.parts.context.globalStorageUri, 'listening', name).fsPath);
  }
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : 'fault';
}
