import * as v from 'valibot';
import type { Group } from '../../domain/agent';
import type { GroupApi } from '../../domain/connection';
import type { GroupRef } from '../../domain/ticket';
import { arrayIn, count, maybe, objectIn, readFields, text } from '../decode';
import type { Caller } from '../transport';

const namedGroup = v.pipe(
  v.object({ id: count, name: v.fallback(v.optional(text), undefined) }),
  v.transform(({ id, name }): GroupRef => (name === undefined ? { id } : { id, name })),
);

/** A group as tickets and agents name theirs: a bare id, or `{ id, name }` (section 3.5 of the API notes). */
export const groupRef: v.GenericSchema<unknown, GroupRef> = v.union([
  v.pipe(
    count,
    v.transform((id): GroupRef => ({ id })),
  ),
  namedGroup,
]);

const fields = { id: count, name: text, status: maybe(text) };

/**
 * `GET /groups`: a bare array of all groups, one call (classic REST v2, section 3.6 of the API notes). A group
 * without a readable id is left out, since nothing could be done with it; one without a name is called by its id.
 */
export function classicGroups(caller: Caller): GroupApi {
  return {
    list: async (options) => {
      const { value } = await caller.call({ method: 'GET', route: '/groups' }, options);
      return arrayIn(value, 'groups').flatMap(readGroup);
    },
  };
}

function readGroup(value: unknown): readonly Group[] {
  const { id, name, status } = readFields(objectIn(value) ?? {}, fields).fields;
  if (id === undefined) return [];
  return [{ id, name: name ?? String(id), ...(status !== undefined && { status }) }];
}
