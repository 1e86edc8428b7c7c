import { l10n } from 'vscode';
import type { TeamProgress } from '../../core/events/status/listenerStatus';
import type { ListenerProblem } from '../../core/events/status/problem';
import { fullTime, wholeNumber } from '../messages/times';

/** Why the events of a team do not arrive, and what to do. */
export function teamProblemText({ code, keyId }: ListenerProblem & { kind: 'team' }): string {
  switch (code) {
    case 'unreachable':
      return l10n.t(
        'The team’s NATS server does not respond. Check the network and the setting {0}.',
        'livechat.team.servers',
      );
    case 'tls':
      return l10n.t(
        'The certificate of the team’s NATS server is not trusted, or the server does not use TLS. Check the clock of this machine, and ask who runs the server.',
      );
    case 'refused':
      return l10n.t('The team’s NATS server refused your credentials. Join the team again with new ones.');
    case 'not-allowed':
      return l10n.t(
        'Your credentials do not allow reading the team’s events. Ask who runs the NATS server for permission.',
      );
    case 'no-stream':
      return l10n.t(
        'The team’s NATS server has no such stream. Check the setting {0}, and whether the team’s receiver runs.',
        'livechat.team.stream',
      );
    case 'full':
      return l10n.t(
        'The team’s NATS server has no room for events. Who runs it must free disk space or raise its limit.',
      );
    case 'lost':
      return l10n.t('The connection to the team’s NATS server was lost.');
    case 'too-large':
    case 'failed':
      return l10n.t('The team’s NATS server gave an unexpected answer. See the log for details.');
    case 'wrong-key':
      return l10n.t(
        'The team’s events are encrypted with the key {0}, which this machine does not have. Join the team again with that key.',
        keyId ?? '',
      );
    case 'no-servers':
      return l10n.t(
        'This machine has joined no team, or the setting {0} contains no valid address.',
        'livechat.team.servers',
      );
  }
}

/** How far the team's events were read. */
export function teamProgressText({ here, last, newestAt, unread = [] }: TeamProgress): string {
  const passed = unread.reduce((sum, { count }) => sum + count, 0);
  const isRead = Math.max(0, here - passed);
  const behind = Math.max(0, last - isRead);
  const read =
    behind === 0
      ? l10n.t('All {0} events were read.', wholeNumber(last))
      : l10n.t(
          '{0} of {1} events were read, {2} not yet.',
          wholeNumber(isRead),
          wholeNumber(last),
          wholeNumber(behind),
        );
  const newest = newestAt === undefined ? [] : [l10n.t('Newest event: {0}.', fullTime(newestAt))];
  return [read, ...newest].join(' ');
}

/** Which keys this machine needs to read what it passed; empty where all was read. */
export function missingKeysText({ unread = [] }: TeamProgress): string {
  const keys = unread.map(({ keyId, count }) =>
    l10n.t(
      'Without the key {0}, this machine cannot read {1} of the events. Join the team again with that key while the server keeps them.',
      keyId,
      wholeNumber(count),
    ),
  );
  return keys.join(' ');
}
