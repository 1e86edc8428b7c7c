import * as v from 'valibot';
import type { Tag } from '../../domain/agent';
import type { TagApi } from '../../domain/connection';
import { readArray, nonBlankText } from '../decode';
import type { Caller } from '../transport';

const tag: v.GenericSchema<unknown, Tag> = v.object({ name: nonBlankText });

/**
 * `GET /tags`: a bare array of all tags in one call; owners and administrators only, others get `forbidden`
 * (docs/livechat-api.md#rest-v2-groups-tags-and-chats). Tags without a name are left out.
 */
export function createClassicTags(caller: Caller): TagApi {
  return {
    list: async (options) => {
      const { value } = await caller.call({ method: 'GET', route: '/tags' }, options);
      return readArray(value, 'tags').flatMap((item) => {
        const result = v.safeParse(tag, item);
        return result.success ? [result.output] : [];
      });
    },
  };
}
