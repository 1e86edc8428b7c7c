import { commands, l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { Failure } from '../../core/domain/failure';
import type { FixId } from '../../core/events/status/checks';
import type { ListenerProblem, SocketFault } from '../../core/events/status/problem';
import { commandIds, settingKeys } from '../../manifest';
import { arrivalKindLabel } from '../messages/arrivalLabels';
import {
  commandAction,
  nextOf,
  openSettingAction,
  showLogAction,
  whyOf,
  type Action,
} from '../messages/failureMessages';
import { newToken } from '../messages/scopeMessages';
import { whyStorage } from '../messages/storageMessages';
import { publishingProblemText } from '../team/publishingLabels';
import { teamProblemText } from '../team/teamLabels';
import { whyNoTunnel } from '../tunnels/tunnelLabels';

/** Why no events arrive, in one or two sentences. */
export function problemText(problem: ListenerProblem): string {
  switch (problem.kind) {
    case 'tunnel':
      return whyNoTunnel(problem.code, problem.provider);
    case 'livechat':
      if (isMissingApplication(problem.failure)) {
        return l10n.t(
          'No application was found for the webhooks. Click the account in the status bar, select How Events Arrive, and enter a Client ID.',
        );
      }
      return [whyOf(problem.failure), nextOf(problem.failure)].filter((part) => part !== '').join(' ');
    case 'receiver':
      return receiverText(problem);
    case 'unreachable':
      return problem.status === undefined
        ? l10n.t('The public address does not reach this machine: it does not respond.')
        : l10n.t('The public address does not reach this machine: it returns status {0}.', problem.status);
    case 'full':
      return limitText(problem);
    case 'socket':
      return socketText(problem.code);
    case 'team':
      return teamProblemText(problem);
    case 'publishing':
      return publishingProblemText(problem);
    case 'storage':
      return [l10n.t('Incoming events cannot be saved.'), whyStorage(problem.fault)].join(' ');
    case 'fault':
      return l10n.t('Desk for LiveChat encountered an internal error.');
  }
}

function isMissingApplication(failure: Failure): boolean {
  return failure.code === 'unsupported' && failure.field === 'clientId';
}

function limitText({ event, hosts, isOurs }: ListenerProblem & { kind: 'full' }): string {
  const full = l10n.t(
    'Webhook subscription limit reached: {0}. The existing webhooks point to {1}.',
    arrivalKindLabel(event),
    oneLine(hosts.join(', '), 120) || l10n.t('unknown hosts'),
  );
  const next = isOurs
    ? l10n.t('Clean up unused webhooks.')
    : l10n.t('Remove one where it was created, or use another application.');
  return [full, next].join(' ');
}

function socketText(code: SocketFault): string {
  switch (code) {
    case 'lost':
      return l10n.t('The live connection to LiveChat was lost.');
    case 'token-refused':
      return l10n.t('Your token works for API calls but not for live chats, which require browser sign-in.');
    case 'token-ended':
      return l10n.t('The token was revoked or has expired.');
    case 'grant-ended':
      return l10n.t('Your browser sign-in has expired or was revoked.');
    case 'grant-lost':
      return l10n.t(
        'Your browser sign-in is no longer valid: LiveChat’s response with the next token was lost, and it is sent only once.',
      );
    case 'grant-not-kept':
      return l10n.t('The editor’s secret storage could not save a new token, so it is not used.');
    case 'not-allowed':
      return [
        l10n.t('The token lacks a scope required for live chats, or this agent is not allowed to sign in.'),
        newToken(),
      ].join(' ');
    case 'sent-away':
      return l10n.t('LiveChat closed the live connection and is refusing new ones for now.');
    case 'no-seat':
      return l10n.t(
        'All seats of your LiveChat plan are taken, so live chats cannot be received. Sign out elsewhere, or ask an administrator for another seat.',
      );
    case 'too-many':
      return l10n.t('You have too many live connections to LiveChat. Close LiveChat elsewhere.');
    case 'went-online':
      return l10n.t(
        'Listening would have set your status to accepting chats. This was reverted immediately.',
      );
  }
}

function receiverText({ code, port }: ListenerProblem & { kind: 'receiver' }): string {
  switch (code) {
    case 'port-taken':
      return l10n.t('Port {0} on this machine is in use by another program.', String(port));
    case 'not-allowed':
      return l10n.t('You are not allowed to listen on port {0} of this machine.', String(port));
    case 'failed':
      return l10n.t('The receiver on this machine is not responding.');
  }
}

/**
 * The action that fixes a failed check of the doctor.
 * @param isOff whether listening is off; while it is on, starting it means retrying at once
 */
export function fixFor(fix: FixId, problem: ListenerProblem | undefined, isOff: boolean): Action {
  switch (fix) {
    case 'sign-in':
      return commandAction(l10n.t('Sign In Again'), commandIds.signInAgain);
    case 'sign-in-browser':
      return commandAction(signInInBrowser(), commandIds.signInInBrowser);
    case 'start':
    case 'register-again':
      return commandAction(
        isOff ? l10n.t('Start Listening') : l10n.t('Try Again Now'),
        commandIds.startListening,
      );
    case 'settings':
      return openSettingAction(settingOf(problem) ?? settingKeys.webhookPort);
    case 'choose-tunnel':
      return (
        (problem && remedyFor(problem)) ??
        openSettingAction(settingKeys.tunnel, l10n.t('Choose Another Tunnel'))
      );
    case 'join-team':
      return commandAction(l10n.t('Join a Team'), commandIds.joinTeam);
    case 'show-log':
      return showLogAction();
  }
}

/** The setting that LiveChat's client refused. */
function settingOf(problem: ListenerProblem | undefined): string | undefined {
  if (problem?.kind !== 'livechat' || problem.failure.code !== 'invalid-input') return undefined;
  const { field } = problem.failure;
  return field?.startsWith('livechat.') === true ? field : undefined;
}

/** The action that resolves a problem, where the user can do something about it. */
export function remedyFor(problem: ListenerProblem): Action | undefined {
  switch (problem.kind) {
    case 'tunnel':
      return remedyForTunnel(problem);
    case 'livechat': {
      const { code } = problem.failure;
      const setting = settingOf(problem);
      if (setting !== undefined) return openSettingAction(setting);
      if (code === 'unauthorized') return commandAction(l10n.t('Sign In Again'), commandIds.signInAgain);
      return code === 'not-signed-in' ? commandAction(l10n.t('Sign In'), commandIds.signIn) : undefined;
    }
    case 'receiver':
      return problem.code === 'failed' ? undefined : openSettingAction(settingKeys.webhookPort);
    case 'socket':
      return remedyForSocket(problem.code);
    case 'full':
      return problem.isOurs
        ? commandAction(l10n.t('Clean Up Webhooks'), commandIds.cleanUpWebhooks)
        : undefined;
    case 'team':
      return ['wrong-key', 'refused', 'no-servers'].includes(problem.code)
        ? commandAction(l10n.t('Join a Team'), commandIds.joinTeam)
        : undefined;
    case 'publishing':
      return problem.code === 'refused'
        ? commandAction(l10n.t('Join a Team'), commandIds.joinTeam)
        : showLogAction();
    case 'unreachable':
      return undefined;
    case 'storage':
    case 'fault':
      return showLogAction();
  }
}

function signInInBrowser(): string {
  return l10n.t('Sign In with Browser');
}

/** Whether the problem is solved by signing in with the browser. */
export function waitsForBrowser(problem: ListenerProblem): boolean {
  if (problem.kind !== 'socket') return false;
  return ['token-refused', 'grant-ended', 'grant-lost'].includes(problem.code);
}

function remedyForSocket(code: SocketFault): Action | undefined {
  switch (code) {
    case 'lost':
    case 'grant-not-kept':
      return undefined;
    case 'token-refused':
    case 'grant-ended':
    case 'grant-lost':
      return commandAction(signInInBrowser(), commandIds.signInInBrowser);
    case 'token-ended':
    case 'not-allowed':
      return commandAction(l10n.t('Sign In Again'), commandIds.signInAgain);
    default:
      return commandAction(l10n.t('Start Listening'), commandIds.startListening);
  }
}

function remedyForTunnel({ code, provider }: ListenerProblem & { kind: 'tunnel' }): Action | undefined {
  switch (code) {
    case 'needs-consent':
      return commandAction(l10n.t('Start Listening'), commandIds.startListening);
    case 'needs-sign-in':
      return provider === undefined || provider === 'devtunnel'
        ? commandAction(l10n.t('Sign In to GitHub'), commandIds.startListening)
        : commandAction(l10n.t('Start Listening'), commandIds.startListening);
    case 'policy':
      if (provider === 'codespaces') {
        const show = () => commands.executeCommand('~remote.forwardedPorts.focus');
        return { title: l10n.t('Open Ports'), run: show };
      }
      return openSettingAction(settingKeys.publicUrl);
    case 'not-installed':
    case 'refused-by-account':
    case 'quota':
      return openSettingAction(settingKeys.tunnel, l10n.t('Choose Another Tunnel'));
    case 'offline':
    case 'timeout':
    case 'failed':
      return undefined;
  }
}
