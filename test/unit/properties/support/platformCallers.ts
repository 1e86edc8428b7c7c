import { createActions } from '../../../../src/core/api/platform/actions';
import { PlatformAgents } from '../../../../src/core/api/platform/configuration/agents';
import { PlatformGroups } from '../../../../src/core/api/platform/configuration/groups';
import { HelpDeskNames } from '../../../../src/core/api/platform/helpdesk/helpDeskNames';
import { HelpDeskTickets } from '../../../../src/core/api/platform/helpdesk/tickets';
import type { Caller } from '../../../../src/core/api/transport';
import * as examples from './platformExamples';

export type Answers = (route: string) => unknown;

export const callerOf = (
  answer: Answers,
  header: (name: string) => string | undefined = () => undefined,
): Caller => ({
  call: ({ route }) => Promise.resolve({ status: 200, value: answer(route), header }),
});
export const ticketsOf = (caller: Caller): HelpDeskTickets =>
  new HelpDeskTickets(caller, new HelpDeskNames(caller));
export const agentsOf = (caller: Caller): PlatformAgents => {
  const actions = createActions(caller);
  return new PlatformAgents(actions, caller, new PlatformGroups(actions));
};

/** The response of every other call while one is malformed. */
const usual: readonly (readonly [end: string, value: unknown])[] = [
  ['/tickets', [examples.ticket, examples.ticket]],
  ['/tickets/*', examples.ticket],
  ['/agents', examples.named],
  ['/teams', examples.named],
  ['/tags', examples.named],
  ['list_agents', [examples.agent]],
  ['get_agent', examples.agent],
  ['list_routing_statuses', examples.statuses],
  ['list_groups', examples.groups],
  ['list_archives', examples.archives],
  ['list_chats', examples.running],
  ['get_chat', examples.chat],
  ['list_webhooks', examples.webhooks],
  ['/webhooks', [{ ID: 'h', name: 'x', url: 'https://a.example', eventType: 'tickets.create' }]],
  ['register_webhook', { id: 'w' }],
  ['/organizations', examples.organizations],
  ['/accounts/me', examples.me],
];
export const usually: Answers = (route) => usual.find(([end]) => route.endsWith(end))?.[1] ?? {};
