import type { ActionDeps } from '../../core/actions/scope';
import { Later } from '../../core/base/later';
import type { Work } from './openWork';

/** What can be done, loaded when something is done for the first time. */
export function laterWork(deps: ActionDeps): Later<Work> {
  return new Later(
    async () => (await import('./openWork')).openWork(deps),
    (work) => work.dispose(),
  );
}
