import type { Group } from '../../domain/agent';
import type { GroupApi } from '../../domain/connection';
import type { GroupRef } from '../../domain/ticket';
import { arrayIn, count, leaf, maybe, objectIn, readFields, text, type Leaf } from '../decode';
import type { Caller } from '../transport';

/** A group as tickets and agents name theirs: a bare id, or `{ id, name }` (section 3.5 of the API notes). */
export const groupRef: Leaf<GroupRef> = leaf((value) => {
  const bare = count.read(value);
  if (bare !== undefined) return { id: bare };
  const raw = objectIn(value);
  const id = count.read(raw?.id);
  const name = text.read(raw?.name);
  return id === undefined ? undefined : { id, ...(name !== undefined && { name }) };
});

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
