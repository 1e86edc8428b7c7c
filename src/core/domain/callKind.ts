/** Subjects by which calls are counted: families of routes that mean the same in every API. */
export const callKinds = ['tickets', 'agents', 'chats', 'groups', 'tags', 'webhooks', 'account'] as const;
export type CallKind = (typeof callKinds)[number] | 'other';

/** The first match decides: `list_group_agents` counts as agents. */
const patterns: readonly (readonly [CallKind, RegExp])[] = [
  ['webhooks', /webhook/],
  ['tickets', /ticket/],
  ['tags', /\btags?\b|_tags?\b/],
  ['agents', /agent|routing_status/],
  ['groups', /group|team/],
  ['chats', /chat|archive|thread/],
  ['account', /account|organization|licen[cs]e|^token$/],
];

/** @param route as in `CallRecord.route`: `/tickets/*`, `/v3.6/agent/action/list_archives` */
export function callKindOf(route: string): CallKind {
  // The API's name says nothing about the subject: `/v3.6/agent/action/list_chats`.
  const name = route.replace(/^.*\/action\//, '').toLowerCase();
  const [, first = name] = /^\/([^/]+)/.exec(name) ?? [];
  return patterns.find(([, pattern]) => pattern.test(first))?.[0] ?? 'other';
}
