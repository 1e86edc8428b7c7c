import * as v from 'valibot';
import type { Tag } from '../../domain/agent';
import type { TagApi } from '../../domain/connection';
import { arrayIn, key } from '../decode';
import type { Caller } from '../transport';

const tag: v.GenericSchema<unknown, Tag> = v.object({ name: key });

/**
 * `GET /tags`: a bare array of all tags, one call; owners and administrators only, others get `forbidden`
 * (classic REST v2, section 3.6 of the API notes). A tag without a name is left out.
 */
export function classicTags(caller: Caller): TagApi {
  return {
    list: async (options) => {
      const { value } = await caller.call({ method: 'GET', route: '/tags' }, options);
      return arrayIn(value, 'tags').flatMap((item) => {
        const result = v.safeParse(tag, item);
        return result.success ? [result.output] : [];
      });
    },
  };
}
