import * as v from 'valibot';
import { action, perform, type Actions } from '../action';
import { PlatformError } from '../platformError';

const BATCHES: readonly string[] = ['create', 'update', 'delete', 'suspend', 'unsuspend', 'approve'];

const requests = v.object({ requests: v.array(v.unknown()) });

/** `batch_<verb>_agents`: one result or error per request, in the same order, with overall status 200. */
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
