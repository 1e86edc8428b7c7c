import type { FixId } from '../status/checks';
import type { PublishingView } from '../status/listenerStatus';
import type { ListenerProblem } from '../status/problem';
import type { CheckStep } from '../transports/checkSteps';

/** The doctor's step of a machine that may be the receiver of its team: whether what it received is published. */
export function publishingCheck(publishing: () => PublishingView | undefined): CheckStep {
  return [
    'team-publishing',
    () => {
      const view = publishing();
      const { problem } = view ?? {};
      return Promise.resolve(problem ? { problem, fix: fixFor(problem) } : view && { publishing: view });
    },
  ];
}

function fixFor(problem: ListenerProblem): FixId {
  if (problem.kind === 'tunnel') return problem.code === 'needs-consent' ? 'start' : 'choose-tunnel';
  if (problem.kind !== 'publishing') return 'show-log';
  return problem.code === 'refused' ? 'join-team' : 'show-log';
}
