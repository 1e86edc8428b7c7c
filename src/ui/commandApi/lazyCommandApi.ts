import type { ActionOptions } from '../../core/actions/actionContext';
import { Lazy } from '../../core/base/lazy';
import type { CommandApi } from './openCommandApi';

/** What can be done, loaded when something is done for the first time. */
export function lazyCommandApi(deps: ActionOptions): Lazy<CommandApi> {
  return new Lazy(
    async () => (await import('./openCommandApi')).openCommandApi(deps),
    (work) => work.dispose(),
  );
}
