import * as v from 'valibot';
import type { Tag } from '../../account/agent';
import { action, type Actions } from '../action';
import { micros } from '../formats';
import { notFound, PlatformError } from '../platformError';
import type { PlatformState } from '../platformState';

const groupIds = v.array(v.pipe(v.number(), v.integer()));
const name = v.pipe(v.string(), v.nonEmpty());

/** Actions on tags. The account stores a tag per group, as the classic API does; here a tag has a list of groups. */
export function tagActions({ account }: PlatformState): Actions {
  const put = (tag: string, author: string, ids: readonly number[], created: number): void => {
    if (ids.some((id) => !account.groups.has(id)))
      throw new PlatformError('group_not_found', 'Group not found');
    const others = account.tags.filter((other) => other.name !== tag);
    // Inferred: a tag without groups belongs to group 0.
    const groups = ids.length === 0 ? [0] : ids;
    account.tags = [...others, ...groups.map((group): Tag => ({ name: tag, author, created, group }))];
  };
  const find = (tag: string): Tag => {
    const found = account.tags.find((other) => other.name === tag);
    if (!found) throw notFound('Tag');
    return found;
  };

  return {
    list_tags: action(
      v.object({ filters: v.optional(v.object({ group_ids: v.optional(groupIds) }), {}) }),
      ['tags--all:ro', 'tags--all:rw', 'tags--groups:ro'],
      ({ filters }, { agent, token }) => {
        const names = [...new Set(account.tags.map((tag) => tag.name))];
        const seesAll = ['tags--all:ro', 'tags--all:rw'].some((scope) => token.scopes.has(scope));
        // Inferred: with the scope of groups, only tags of one's own groups.
        const own = [0, ...agent.groups];
        return names
          .map((tag) => {
            const all = account.tags.filter((other) => other.name === tag);
            const { author, created } = find(tag);
            const ids = all.map(({ group }) => group);
            return { name: tag, group_ids: ids, author_id: author, created_at: micros(created) };
          })
          .filter(({ group_ids: ids }) => filters.group_ids?.some((id) => ids.includes(id)) ?? true)
          .filter(({ group_ids: ids }) => seesAll || ids.some((id) => own.includes(id)));
      },
    ),

    create_tag: action(v.object({ name, group_ids: groupIds }), ['tags--all:rw'], (body, { agent }) => {
      if (account.tags.some((tag) => tag.name === body.name)) {
        throw new PlatformError('already_exists', 'Tag already exists');
      }
      put(body.name, agent.login, body.group_ids, account.now());
      return undefined;
    }),

    update_tag: action(v.object({ name, group_ids: groupIds }), ['tags--all:rw'], (body) => {
      const { author, created } = find(body.name);
      put(body.name, author, body.group_ids, created);
      return undefined;
    }),

    delete_tag: action(v.object({ name }), ['tags--all:rw'], (body) => {
      find(body.name);
      account.tags = account.tags.filter((tag) => tag.name !== body.name);
      return undefined;
    }),
  };
}
