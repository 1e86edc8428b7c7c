import { l10n, window } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { fail, FailureError } from '../../core/domain/failure';
import type { Account } from '../../core/domain/account';
import type { EventWay } from '../../core/domain/capabilities';
import type { RelayStatus } from '../../core/relay/relay';
import type { SessionStore } from '../../core/stores/sessionStore';
import { commandIds, settingKeys } from '../../manifest';
import type { CommandDoor } from '../shell/commandDoor';
import type { ContextKeys } from '../shell/contextKeys';
import { liveChatError } from '../shell/liveChatError';
import type { Attempt } from '../shell/messages';
import type { Settings } from '../shell/settings';
import { cleanUpForCode, cleanUpWithPerson } from './cleanUp';
import type { DeskDoor } from './deskDoor';
import { showDoctor } from './doctor';
import { EventWays } from './eventWays';
import { askEventWay } from './eventWaysQuestion';
import { Listener } from './listener';
import { isUnknown, phaseOf } from './listeningWords';
import { showMenu } from './menu';
import type { NewTickets } from './newTickets';
import type { Quiet } from './quiet';
import type { TunnelPicker } from './tunnelPicker';

export interface ListeningDeps {
  readonly desk: DeskDoor;
  readonly picker: TunnelPicker;
  readonly newTickets: NewTickets;
  readonly quiet: Quiet;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly commands: CommandDoor;
  readonly keys: ContextKeys;
  readonly session: Pick<SessionStore, 'current'>;
  /** Asks for the application that an account's webhooks belong to; `undefined` where the person gave up. */
  readonly askClientId: (account: Account) => Promise<string | undefined>;
  readonly keepWay: (account: Account, way: EventWay, clientId: string | undefined) => Promise<void>;
  readonly isSignedIn: () => boolean;
  readonly isDemo: () => boolean;
  readonly showActivity: () => unknown;
}

/** The commands of listening, and what the editor and the settings have to tell of it. */
export function registerListening(deps: ListeningDeps): Disposable {
  const { desk, settings, keys, picker } = deps;
  const owned = new DisposableStore();
  const doctor = () => showDoctor(desk, () => picker.isNeeded);
  const listener = owned.add(new Listener({ ...deps, doctor }));

  const tellContext = (): void => {
    const phase = phaseOf(desk.view);
    keys.set('livechat.listening', phase !== 'off' && phase !== 'stopping' && !isUnknown(desk.view));
  };
  tellContext();
  owned.add(desk.onDidChange(tellContext));
  desk.setFocused(window.state.focused);
  owned.add(window.onDidChangeWindowState(({ focused }) => desk.setFocused(focused)));
  owned.add(settings.onDidChange([settingKeys.webhookEvents], () => desk.refresh('events')));
  const ways = [settingKeys.tunnel, settingKeys.publicUrl, settingKeys.webhookPort];
  owned.add(settings.onDidChange(ways, () => desk.refresh('tunnel')));

  const eventWays = new EventWays({
    account: () => (deps.session.current.kind === 'signed-in' ? deps.session.current.account : undefined),
    ask: askEventWay,
    askClientId: deps.askClientId,
    prepareTunnel: () => picker.prepare(true),
    keep: deps.keepWay,
    isListening: () => phaseOf(desk.view) !== 'off' && !isUnknown(desk.view),
    stop: () => listener.stop(),
    start: () => listener.startWithPerson(),
  });
  registerCommands(deps, listener, doctor, eventWays);
  return owned;
}

function registerCommands(
  deps: ListeningDeps,
  listener: Listener,
  doctor: () => Promise<void>,
  ways: EventWays,
): void {
  const { desk, commands, isSignedIn } = deps;
  /** People reach these commands only where somebody is signed in; code is told by an error. */
  const signedIn = (attempt: Attempt): void => {
    if (!isSignedIn()) throw liveChatError(new FailureError({ code: 'not-signed-in' }), attempt);
  };
  /** Talks to the person, and gives code its result all the same. */
  const both = (attempt: Attempt, work: () => Promise<unknown>) => async (): Promise<RelayStatus> => {
    signedIn(attempt);
    await work();
    return desk.status();
  };

  const notStarted = () => l10n.t('Listening could not be started.');
  commands.register(
    commandIds.startListening,
    notStarted,
    both(notStarted, () => listener.startWithPerson()),
  );
  commands.serve(commandIds.startListening, () => listener.startForCode());

  const notStopped = () => l10n.t('Listening could not be stopped.');
  const stop = async (): Promise<RelayStatus> => (isSignedIn() ? await listener.stop() : desk.status());
  commands.register(commandIds.stopListening, notStopped, () => stop());
  commands.serve(commandIds.stopListening, stop);

  commands.register(
    commandIds.listeningStatus,
    () => l10n.t('The state of listening could not be read.'),
    () => desk.status(),
  );
  commands.serve(commandIds.listeningStatus, () => Promise.resolve(desk.status()));

  const notChecked = () => l10n.t('Listening could not be checked.');
  commands.register(commandIds.listeningDoctor, notChecked, both(notChecked, doctor));
  commands.serve(commandIds.listeningDoctor, async () => {
    if (!isSignedIn()) return fail({ code: 'not-signed-in' });
    await desk.doctor();
    return desk.status();
  });

  const notCleaned = () => l10n.t('The webhooks could not be cleaned up.');
  commands.register(
    commandIds.cleanUpWebhooks,
    notCleaned,
    both(notCleaned, () => cleanUpWithPerson(desk)),
  );
  commands.serve(commandIds.cleanUpWebhooks, async (argument) => {
    if (!isSignedIn()) return fail({ code: 'not-signed-in' });
    await cleanUpForCode(desk, argument);
    return desk.status();
  });

  commands.register(
    commandIds.listeningMenu,
    () => l10n.t('That could not be done.'),
    () => showMenu({ ...deps, ways }),
  );
}
