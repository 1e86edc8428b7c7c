import * as v from 'valibot';
import type { Group, Tag } from '../../domain/agent';
import type { GroupApi, TagApi } from '../../domain/connection';
import type { GroupRef } from '../../domain/ticket';
import {
  readArray,
  count,
  fieldSchema,
  optional,
  asObject,
  readFields,
  text,
  type FieldSchema,
  nonBlankText,
} from '../decode';
import type { Caller } from '../transport';

/** A group of a ticket or agent: a bare id or `{ id, name }` (docs/livechat-api.md#rest-v2-tickets). */
export const groupRef: FieldSchema<GroupRef> = fieldSchema((value) => {
  const bare = count.read(value);
  if (bare !== undefined) return { id: bare };
  const raw = asObject(value);
  const id = count.read(raw?.id);
  const name = text.read(raw?.name);
  return id === undefined ? undefined : { id, ...(name !== undefined && { name }) };
});

const fields = { id: count, name: text, status: optional(text) };

/**
 * `GET /groups`: a bare array of all groups in one call (docs/livechat-api.md#rest-v2-groups-tags-and-chats).
 * Groups without a readable id are left out, because they cannot be referred to; a missing name is replaced by the
 * id.
 */
export function createClassicGroups(caller: Caller): GroupApi {
  return {
    list: async (options) => {
      const { value } = await caller.call({ method: 'GET', route: '/groups' }, options);
      return readArray(value, 'groups').flatMap(decodeGroup);
    },
  };
}

function decodeGroup(value: unknown): readonly Group[] {
  const { id, name, status } = readFields(asObject(value) ?? {}, fields).fields;
  if (id === undefined) return [];
  return [{ id, name: name ?? String(id), ...(status !== undefined && { status }) }];
}

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
