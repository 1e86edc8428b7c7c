import { env, l10n, window } from 'vscode';
import type { FailureCode } from '../../core/domain/failure';
import { Outbox } from '../../core/events/publish/outbox';
import { loadTeamClient } from '../../core/events/transports/team/loadTeamClient';
import type { ListenerStatus } from '../../core/events/status/listenerStatus';
import { stateValue } from '../../core/storage/stateStore';
import { encodeTeam, rejoined } from '../../core/team/storedTeam';
import { teamErrorCode, type TeamErrorCode } from '../../core/team/teamError';
import { createTeamKey } from '../../core/team/teamKey';
import { secretsIn } from '../../core/team/teamServers';
import { offer, showLogAction } from '../messages/failureMessages';
import type { App } from '../shell/app';
import { LiveChatError } from '../shell/liveChatError';
import { keepTeamServers, teamServers, teamStream } from '../shell/settings';
import { askJoin } from './askJoin';
import { checkJoin, readJoin, type CheckedServers, type JoinInput } from './joinInput';
import { teamSecret } from './membership';
import type { TeamListening } from './teamListening';
import { teamProblemText } from './teamLabels';
import { storedTeam } from './teamSecrets';

/** @throws LiveChatError */
async function joinForCode(
  app: App,
  listening: TeamListening,
  argument: unknown,
): Promise<Pick<ListenerStatus, 'state'>> {
  return await join(app, listening, readJoin(argument));
}

/** Asks for everything; what is wrong is shown in the last step, and can be corrected there. */
async function joinWithUser(app: App, listening: TeamListening): Promise<ListenerStatus> {
  const isJoined = await askJoin(teamServers(), async (input) => {
    try {
      await join(app, listening, input);
      return undefined;
    } catch (thrown) {
      if (thrown instanceof LiveChatError) return thrown.message;
      throw thrown;
    }
  });
  if (isJoined) showJoined(listening, (await storedTeam(app.context.secrets))?.receive === true);
  return listening.eventService.status();
}

function showJoined({ eventService }: TeamListening, mayReceive: boolean): void {
  const { problem } = eventService.view;
  const joined = mayReceive
    ? l10n.t('This machine has joined the team, and may be its receiver.')
    : l10n.t('This machine has joined the team.');
  if (problem?.kind === 'team') {
    void offer(window.showWarningMessage, [joined, teamProblemText(problem)].join(' '), [showLogAction()]);
  } else void window.showInformationMessage(joined);
}

/** @throws LiveChatError, and what settings and secret storage throw */
async function join(
  app: App,
  { team, eventService }: TeamListening,
  input: JoinInput,
): Promise<Pick<ListenerStatus, 'state'>> {
  const { context, log } = app;
  const checked = checkJoin(input, input.servers ?? teamServers());
  for (const secret of [...secretsIn(checked.credentials), input.teamKey]) log.hide(secret);
  const maxAgeMs = await reach(checked);
  const { credentials, teamKey, receive, servers } = input;
  const before = await storedTeam(context.secrets);
  const joined = rejoined(
    before,
    { credentials, teamKey, ...(receive !== undefined && { receive }) },
    { now: app.clock.now(), ...(maxAgeMs !== undefined && { maxAgeMs }) },
  );
  if (servers) await keepTeamServers(servers);
  await context.secrets.store(teamSecret, encodeTeam(joined));
  await team.load();
  const { state } = await eventService.start({ interactive: true, recheck: true });
  return { state };
}

const codes: Readonly<Partial<Record<TeamErrorCode, FailureCode>>> = {
  refused: 'unauthorized',
  'not-allowed': 'forbidden',
  full: 'server',
  failed: 'server',
};

/**
 * Connects once, so that nothing is stored that cannot work.
 * @returns how long the stream keeps events, where there is a limit
 * @throws LiveChatError
 */
async function reach({ servers, credentials }: CheckedServers): Promise<number | undefined> {
  const { teamClient } = await loadTeamClient();
  try {
    const connection = await teamClient.open({
      ...{ servers, credentials, stream: teamStream() },
      name: 'livechat-desk member',
    });
    try {
      return (await connection.position()).maxAgeMs;
    } finally {
      await connection.close();
    }
  } catch (thrown) {
    const code = teamErrorCode(thrown);
    if (code === undefined) throw thrown;
    // The receiver creates it.
    if (code === 'no-stream') return undefined;
    const text = [l10n.t('The team could not be joined.'), teamProblemText({ kind: 'team', code })].join(' ');
    throw new LiveChatError(codes[code] ?? 'network', text);
  }
}

/**
 * Stops listening to the team, and forgets its secrets and how far its events were read. Events that are here stay; those
 * that could not be published are not published any more.
 */
async function leave(app: App, { team, eventService }: TeamListening): Promise<ListenerStatus> {
  // Without a server in the settings it is not a member, but has the secrets.
  if ((await app.context.secrets.get(teamSecret)) === undefined) return eventService.status();
  // The transport of the account does not listen in place of the team: that may cost calls, or open a tunnel.
  if (team.isJoined) await eventService.stop();
  const { count } = new Outbox(await app.database());
  if (count > 0) {
    const text = l10n.t(
      'Events that were not published to the team: {0}. They stay on this machine only.',
      count,
    );
    void window.showWarningMessage(text);
  }
  await app.context.secrets.delete(teamSecret);
  await stateValue(app.database, 'team').write(undefined);
  await team.load();
  return eventService.status();
}

/** The key in use stays as it is until the team is joined with the new one. */
function newKey({ log }: App): { readonly teamKey: string } {
  const teamKey = createTeamKey();
  log.hide(teamKey);
  const text = l10n.t(
    'New team key: {0}. It is shown only now: keep it where your team keeps passwords.',
    teamKey,
  );
  const copy = { title: l10n.t('Copy Key'), run: () => env.clipboard.writeText(teamKey) };
  void offer(window.showInformationMessage, text, [copy]);
  return { teamKey };
}

export const teamActions = { joinForCode, joinWithUser, leave, newKey } as const;
