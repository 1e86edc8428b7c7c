import { logRejection } from '../../core/base/log';
import { l10n, QuickPickItemKind, window, type QuickPick, type QuickPickItem } from 'vscode';
import type { Check, CheckName, CheckNote } from '../../core/events/status/checks';
import { DisposableStore } from '../../core/base/disposable';
import { escapeIcons } from '../../core/base/plainText';
import type { EventTransportKind } from '../../core/domain/capabilities';
import type { ScopeReport } from '../../core/domain/scopes';
import { phaseOf, receivesPushes, type ListenerView } from '../../core/events/status/listenerStatus';
import type { EventServiceHandle } from './eventServiceHandle';
import { copyScopesAction } from '../messages/failureMessages';
import { newToken } from '../messages/scopeMessages';
import { missingScopesText, unknownScopesText } from '../messages/scopeUses';
import { hindranceText, publishingText } from '../team/publishingLabels';
import { missingKeysText, teamProgressText } from '../team/teamLabels';
import { missingPresenceScope } from '../presence/presenceLabels';
import { isPresenceEnabled } from '../shell/settings';
import { fixFor, problemText } from './problems';

const tunnelChecks: readonly CheckName[] = [
  'key',
  'receiver',
  'tunnel',
  'address',
  'registration',
  'round-trip',
];
const checksOf: Readonly<Record<EventTransportKind, readonly CheckName[]>> = {
  webhooks: tunnelChecks,
  socket: ['key', 'socket', 'login', 'round-trip'],
  team: ['team-server', 'team-stream', 'team-key', 'team-clock'],
};

/** The checks of the ways by which events and pushes arrive, in the order in which they run. */
function orderOf(transports: readonly EventTransportKind[]): readonly CheckName[] {
  return transports.flatMap((kind) => checksOf[kind]);
}

interface CheckItem extends QuickPickItem {
  readonly run?: () => unknown;
}

/**
 * Runs the listening doctor and shows each check with its duration. Resolves when the last check is done or the list
 * is closed; a finished list stays open.
 * @param transports more than one where a team is beside the live connection
 * @param checkScopes resolves to `undefined` if the account has no scopes, or they could not be checked
 * @throws EventServiceError
 */
export async function showDoctor(
  eventService: EventServiceHandle,
  transports: () => readonly EventTransportKind[],
  checkScopes: () => Promise<ScopeReport | undefined>,
): Promise<void> {
  const used = transports();
  const { publishing } = eventService.view;
  const order = [...orderOf(used), ...(publishing ? ['team-publishing' as const] : [])];
  const owned = new DisposableStore();
  const pick: QuickPick<CheckItem> = owned.add(window.createQuickPick<CheckItem>());
  pick.title = l10n.t('Listening Doctor');
  pick.placeholder = l10n.t('Path of an event from LiveChat to this machine');
  pick.ignoreFocusOut = true;
  const hidden = new Promise<'hidden'>((resolve) => {
    owned.add(
      pick.onDidHide(() => {
        resolve('hidden');
        owned.dispose();
      }),
    );
  });
  owned.add(
    pick.onDidAccept(() => {
      const run = pick.selectedItems[0]?.run;
      if (!run) return;
      pick.hide();
      logRejection(Promise.resolve(run()));
    }),
  );
  const checks: Check[] = [];
  let scopes: ScopeReport | undefined;
  /** Where the user is in the list. */
  const activeIndex = (): number => pick.items.findIndex((item) => item === pick.activeItems[0]);
  const draw = (isDone: boolean): void => {
    const active = activeIndex();
    pick.items = itemsOf({
      eventService,
      order,
      hasSocket: used.includes('socket'),
      checks,
      isDone,
      scopes,
      again: () => showDoctor(eventService, transports, checkScopes),
    });
    pick.busy = !isDone;
    // The editor makes the first row active whenever rows are set.
    const row = pick.items[active];
    if (row && active > 0) pick.activeItems = [row];
  };
  draw(false);
  pick.show();
  const running = Promise.all([
    eventService.eventService().then((service) =>
      service.doctor((check) => {
        checks.push(check);
        draw(false);
      }),
    ),
    checkScopes().then((report) => (scopes = report)),
  ]);
  try {
    if ((await Promise.race([running, hidden])) === 'hidden') return;
    draw(true);
    const first = pick.items.find(({ run }) => run);
    // Unless the user is reading another row.
    if (first && activeIndex() <= 0) pick.activeItems = [first];
  } catch (thrown) {
    pick.hide();
    throw thrown;
  }
}

interface DoctorState {
  readonly eventService: EventServiceHandle;
  readonly order: readonly CheckName[];
  readonly hasSocket: boolean;
  readonly checks: readonly Check[];
  readonly isDone: boolean;
  readonly scopes: ScopeReport | undefined;
  readonly again: () => unknown;
}

function itemsOf(state: DoctorState): CheckItem[] {
  const { eventService, order, hasSocket, checks, isDone, scopes, again } = state;
  const rows = order.map((name, index): CheckItem => {
    const check = checks[index];
    const isNext = index === checks.length && !isDone;
    return check
      ? itemOf(eventService, check)
      : { label: `${isNext ? '$(loading~spin)' : '$(circle-outline)'} ${nameOf(name)}` };
  });
  if (!isDone) return rows;
  const failed = checks.find(({ result }) => result === 'failed');
  const fix = failed?.fix && fixFor(failed.fix, failed.problem, phaseOf(eventService.view) === 'off');
  return [
    ...rows,
    ...(scopes ? [scopeCheckItem(scopes)] : []),
    ...(hasSocket && isPresenceEnabled() ? presenceItems(eventService.view) : []),
    { label: '', kind: QuickPickItemKind.Separator },
    ...(fix ? [{ label: `$(wrench) ${fix.title}`, run: () => fix.run() }] : []),
    { label: `$(refresh) ${l10n.t('Check Again')}`, run: again },
    ...(hasSocket ? [scopesItem()] : []),
  ];
}

/** What the token lacks, and what could not be checked. */
function scopeCheckItem(report: ScopeReport): CheckItem {
  const problem = missingScopesText(report);
  const unknown = unknownScopesText(report);
  const icon = problem === undefined ? 'pass' : 'error';
  return {
    label: `$(${icon}) ${l10n.t('Scopes of the access token')}`,
    detail: [problem, unknown].filter((part) => part !== undefined).join(' '),
  };
}

/** Whether other agents learn what the person reads and types. Known once this machine has sent a message. */
function presenceItems(view: ListenerView): CheckItem[] {
  if (!receivesPushes(view)) return [];
  const label = l10n.t('Who else reads or types');
  return [
    view.presence === 'refused'
      ? { label: `$(error) ${label}`, detail: missingPresenceScope() }
      : { label: `$(pass) ${label}` },
  ];
}

/** All of them, because the scopes of a token cannot be changed. */
function scopesItem(): CheckItem {
  const { title, run } = copyScopesAction();
  return { label: `$(copy) ${title}`, detail: newToken(), run };
}

function itemOf(
  eventService: EventServiceHandle,
  { name, result, ms, problem, note, team, publishing }: Check,
): CheckItem {
  const label = nameOf(name);
  switch (result) {
    case 'ok':
      return {
        label: `$(pass) ${label}`,
        description: l10n.t('{0} ms', Math.round(ms)),
        ...(note && { detail: noteTexts[note]() }),
        ...(team && { detail: name === 'team-key' ? missingKeysText(team) : teamProgressText(team) }),
        ...(publishing && { detail: publishingText(publishing) }),
      };
    case 'skipped':
      return { label: `$(circle-slash) ${label}`, description: l10n.t('not checked') };
    case 'failed':
      return {
        label: `$(error) ${label}`,
        description: l10n.t('{0} ms', Math.round(ms)),
        ...(problem && { detail: escapeIcons(whyFailed(eventService, name, problem)) }),
      };
  }
}

const noteTexts: Readonly<Record<CheckNote, () => string>> = {
  enabled: () =>
    l10n.t('Another program had switched off the webhooks at LiveChat. They are switched on again.'),
  inspected: () =>
    l10n.t(
      'ngrok shows each event at 127.0.0.1:4040 to every user of this machine. Set “inspect: false” in its configuration.',
    ),
  'old-server': () =>
    l10n.t(
      'This version of nats-server can lose events in a crash. Ask who runs it to update it to 2.10.23 or later.',
    ),
  'clock-off': () =>
    l10n.t('The clock of this machine differs from the server’s by more than 5 minutes. Correct it.'),
};

function whyFailed(
  eventService: EventServiceHandle,
  name: CheckName,
  problem: NonNullable<Check['problem']>,
): string {
  const isOff = name !== 'key' && phaseOf(eventService.view) === 'off';
  if (isOff) return l10n.t('You are not listening.');
  const text = problemText(problem);
  return name === 'team-publishing' && problem.kind !== 'publishing' ? hindranceText(text) : text;
}

function nameOf(name: CheckName): string {
  switch (name) {
    case 'key':
      return l10n.t('Account key');
    case 'receiver':
      return l10n.t('Receiver on this machine');
    case 'tunnel':
      return l10n.t('Route from the internet');
    case 'address':
      return l10n.t('Public address reaches this machine');
    case 'registration':
      return l10n.t('Registration with LiveChat');
    case 'socket':
      return l10n.t('Live connection to LiveChat');
    case 'login':
      return l10n.t('Signed in to live chats');
    case 'round-trip':
      return l10n.t('Event round trip');
    case 'team-server':
      return l10n.t('NATS server of the team');
    case 'team-stream':
      return l10n.t('Events of the team');
    case 'team-key':
      return l10n.t('Team key');
    case 'team-clock':
      return l10n.t('Clock of this machine');
    case 'team-publishing':
      return l10n.t('Publishing to the team');
  }
}
