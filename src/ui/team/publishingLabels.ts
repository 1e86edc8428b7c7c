import { l10n } from 'vscode';
import type { PublishingView } from '../../core/events/status/listenerStatus';
import type { ListenerProblem } from '../../core/events/status/problem';
import { fullTime, wholeNumber } from '../messages/times';
import { localDataDays } from '../shell/settings';

/** How long events wait where none are kept, in days. */
const daysWithoutHistory = 14;

/** Why what this machine received is not published to its team, and what to do. */
export function publishingProblemText({ code, waiting }: ListenerProblem & { kind: 'publishing' }): string {
  return [whyNotPublished(code), waiting === 0 ? [] : l10n.t('Waiting events: {0}.', wholeNumber(waiting))]
    .flat()
    .join(' ');
}

function whyNotPublished(code: (ListenerProblem & { kind: 'publishing' })['code']): string {
  switch (code) {
    case 'unreachable':
    case 'lost':
      return l10n.t(
        'The team’s NATS server does not respond, so the team does not get what this machine receives. Check the network and the setting {0}.',
        'livechat.team.servers',
      );
    case 'tls':
      return l10n.t(
        'Nothing can be published: the certificate of the team’s NATS server is not trusted, or the server does not use TLS. Check the clock of this machine, and ask who runs the server.',
      );
    case 'refused':
      return l10n.t(
        'Nothing can be published: the team’s NATS server refused your credentials. Join the team again with new ones.',
      );
    case 'not-allowed':
      return l10n.t(
        'Your credentials do not allow publishing. Ask who runs the NATS server for the permissions of a receiver.',
      );
    case 'no-stream':
      return l10n.t(
        'The team’s NATS server has no JetStream, or no stream of this name. Ask who runs it, and check the setting {0}.',
        'livechat.team.stream',
      );
    case 'full':
      return l10n.t(
        'The team’s NATS server has no room for further events. Who runs it must free disk space or raise its limit.',
      );
    case 'slow':
      return l10n.t(
        'Events have waited for minutes to be published: the team’s NATS server stores them slowly. Check the network, and ask who runs the server.',
      );
    case 'too-large':
    case 'failed':
      return l10n.t('Nothing can be published now. See the log for details.');
  }
}

/** @param why as in `problemText` */
export function hindranceText(why: string): string {
  return [l10n.t('This machine cannot be the receiver of the team.'), why].join(' ');
}

/**
 * How much waits to be published.
 * @param shown a problem that is shown beside it
 * @param textOf of another problem
 */
export function publishingText(
  { receives, waiting, oldestAt, problem }: PublishingView,
  shown?: ListenerProblem,
  textOf?: (problem: ListenerProblem) => string,
): string {
  const why = problem && problem.kind !== shown?.kind ? textOf?.(problem) : undefined;
  const problems = why === undefined ? [] : [problem?.kind === 'publishing' ? why : hindranceText(why)];
  if (receives !== true && waiting === 0 && !problem) return l10n.t('This machine is not the receiver now.');
  return [...problems, backlogText(waiting, oldestAt)].join(' ');
}

function backlogText(waiting: number, oldestAt: string | undefined): string {
  if (waiting === 0 || oldestAt === undefined) return l10n.t('No events wait to be published.');
  return l10n.t(
    'Events that wait to be published: {0}, the oldest since {1}. They stay here for at most {2} days.',
    wholeNumber(waiting),
    fullTime(oldestAt),
    localDataDays() || daysWithoutHistory,
  );
}
