import * as v from 'valibot';
import { action, perform, type Actions } from '../action';
import { PlatformError } from '../platformError';

const BATCHES: readonly string[] = ['create', 'update', 'delete', 'suspend', 'unsuspend', 'approve'];

const requests = v.object({ requests: v.array(v.unknown()) });

/** `batch_<verb>_agents`: one answer per request, in its place, 200 whatever happened (section 5.2 [V]). */
export function batchActions(single: Actions): Actions {
  return Object.fromEntries(
    BATCHES.flatMap((verb) => {
      const one = single[`${verb}_agent`];
      if (!one) return [];
      const batch = action(requests, [], (body, caller) => ({
        responses: body.requests.map((request) => {
          try {
            return perform(one, request, caller) ?? {};
          } catch (error) {
            if (error instanceof PlatformError) return error.body;
            throw error;
          }
        }),
      }));
      return [[`batch_${verb}_agents`, batch]];
    }),
  );
}
