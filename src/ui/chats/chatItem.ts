import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { isolateRtl } from '../../core/base/plainText';
import type { ChatSection, LiveChat } from '../../core/domain/liveChat';
import { queuedSince, type ChatSections } from '../../core/chats/chatLists';
import { commandIds } from '../../manifest';
import { ago, duration, fullTime, readAgo, timeOfDay, wholeNumber } from '../messages/times';
import { messageText } from '../messages/chatMessages';
import { tooltipText } from '../messages/tooltip';
import { visitorName } from '../messages/arrivalLabels';
import type { PresenceText } from '../shell/panels/presence';
import { failureItem, groupTreeItem, onClick } from '../shell/trees/listView';
import type { ChatNode } from '../shell/trees/nodes';

/**
 * The tree item of a row in the Chats view.
 * @param now in epoch milliseconds
 * @param transferOf when LiveChat transfers a chat on its own, in epoch milliseconds, if that is known
 */
export function chatItem(
  node: ChatNode,
  now: number,
  transferOf: (chat: LiveChat) => number | undefined,
  presence?: PresenceText,
): TreeItem {
  switch (node.kind) {
    case 'section':
      return sectionItem(node);
    case 'chat':
      return rowItem(node, now, transferOf(node.chat), presence);
    case 'kept':
      return keptSectionItem(node);
    case 'keptChat':
      return keptItem(node, now);
    case 'failure':
      return failureItem(
        node.triesKey ? 'failure/key' : 'failure',
        node.why,
        commandIds.refreshChats,
        node.triesKey,
      );
    case 'hint':
      return hintItem();
    case 'more':
      return moreItem(node.busy);
  }
}

function sectionLabel(section: ChatSection): string {
  switch (section) {
    case 'mine':
      return l10n.t('Mine');
    case 'waiting':
      return l10n.t('Waiting');
    case 'others':
      return l10n.t('Others');
    case 'ended':
      return l10n.t('Ended Today');
  }
}

function sectionItem({ section, chats, isPartial }: ChatNode & { kind: 'section' }): TreeItem {
  const label = sectionLabel(section);
  const item = groupTreeItem(label, section !== 'ended');
  item.id = `section/${section}`;
  item.contextValue = 'chatSection';
  const count = wholeNumber(chats.length);
  item.description = isPartial ? `${count}+` : count;
  const counted = isPartial
    ? l10n.t('{0}, {1} or more', label, count)
    : l10n.t('{0}, {1} in all', label, count);
  if (section !== 'ended') {
    item.accessibilityInformation = { label: counted };
    return item;
  }
  const which = l10n.t(
    'Chats that ended today and began no earlier than noon of yesterday. “Search Chats” also finds others.',
  );
  item.tooltip = which;
  item.accessibilityInformation = { label: `${counted}, ${which}` };
  return item;
}

function moreItem(busy: boolean): TreeItem {
  const label = busy ? l10n.t('Loading…') : l10n.t('Load more');
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.id = 'more/ended';
  item.contextValue = 'more';
  item.description = busy ? '' : l10n.t('more chats may have ended today');
  item.iconPath = new ThemeIcon(busy ? 'loading~spin' : 'ellipsis');
  item.command = onClick(commandIds.loadMoreChats, l10n.t('Load more'));
  return item;
}

/** Chats without listening are as old as the last refresh. */
function hintItem(): TreeItem {
  const label = l10n.t('Start listening to follow chats');
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.id = 'hint';
  item.contextValue = 'hint';
  item.iconPath = new ThemeIcon('debug-disconnect');
  item.tooltip = l10n.t('Until you start listening, this list shows the chats of the last refresh.');
  item.accessibilityInformation = { label: [label, item.tooltip].join(', ') };
  item.command = onClick(commandIds.startListening, l10n.t('Start Listening'));
  return item;
}

function rowItem(
  { section, chat, account }: ChatNode & { kind: 'chat' },
  now: number,
  transferAt: number | undefined,
  presence: PresenceText | undefined,
): TreeItem {
  const name = customerName(chat);
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  const { icon, label: state } = stateOf(section, chat);
  const time = timeText(section, chat, now);
  const said = lastWords(chat);
  const left =
    transferAt === undefined || transferAt <= now
      ? ''
      : l10n.t('transfer in {0}', duration(new Date(now).toISOString(), transferAt));
  item.id = rowId(chat);
  const present = presence?.text ?? '';
  item.description = [time, isolateRtl(present), left, isolateRtl(said)].filter(Boolean).join(' · ');
  item.contextValue =
    section === 'mine'
      ? 'chat mine'
      : section === 'waiting'
        ? 'chat waiting'
        : section === 'others'
          ? 'chat others'
          : 'chat ended';
  item.iconPath = presence ? new ThemeIcon(presence.icon, icon.color) : icon;
  item.command = {
    command: commandIds.openChat,
    title: l10n.t('Open Chat'),
    arguments: [{ account, chatId: chat.chatId, preview: true }],
  };
  item.tooltip = tooltipOf(chat, state, left, present);
  item.accessibilityInformation = {
    label: [name, state, present, time, left, said].filter(Boolean).join(', '),
  };
  return item;
}

/** The same in each section, so that a row stays selected when its chat moves. */
function rowId({ chatId, threadId }: LiveChat): string {
  return `chat/${chatId}/${threadId}`;
}

function keptSectionItem({ chats }: ChatNode & { kind: 'kept' }): TreeItem {
  const label = l10n.t('Earlier');
  const item = groupTreeItem(label, true);
  item.id = 'section/kept';
  item.contextValue = 'chatSection';
  item.description = wholeNumber(chats.length);
  item.tooltip = l10n.t('Chats as they were read before, until LiveChat’s list is loaded.');
  item.accessibilityInformation = { label: [label, wholeNumber(chats.length), item.tooltip].join(', ') };
  return item;
}

/** Says how old it is, and not whether it is still running, which is not known. */
function keptItem({ kept, account }: ChatNode & { kind: 'keptChat' }, now: number): TreeItem {
  const { chat, eventId, keptAt } = kept;
  const name = customerName(chat);
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  const age = ago(new Date(keptAt).toISOString(), now);
  const state = l10n.t('as it was read {0}', readAgo(keptAt, now));
  const said = lastWords(chat);
  item.id = rowId(chat);
  item.description = [age, isolateRtl(said)].filter(Boolean).join(' · ');
  item.contextValue = 'keptChat';
  item.iconPath = new ThemeIcon('history', new ThemeColor('descriptionForeground'));
  item.command =
    eventId === undefined
      ? {
          command: commandIds.openChat,
          title: l10n.t('Open Chat'),
          arguments: [{ account, chatId: chat.chatId, preview: true }],
        }
      : { command: commandIds.openArrival, title: l10n.t('Open Chat'), arguments: [{ eventId }] };
  item.tooltip = tooltipOf(chat, state, '');
  item.accessibilityInformation = { label: [name, state, said].filter(Boolean).join(', ') };
  return item;
}

export function customerName(chat: LiveChat): string {
  return visitorName(chat.users.find(({ kind }) => kind === 'customer') ?? {});
}

/** How long it waits or runs; when it ended. */
function timeText(section: ChatSection, chat: LiveChat, now: number): string {
  if (section === 'ended') return chat.endedAt === undefined ? '' : timeOfDay(chat.endedAt);
  const since = section === 'waiting' ? queuedSince(chat) : chat.startedAt;
  return since === undefined ? '' : duration(since, now);
}

/** State by icon and text, for colour-blind users and screen readers. */
function stateOf(section: ChatSection, chat: LiveChat): { readonly icon: ThemeIcon; readonly label: string } {
  const icon = (id: string, color: string): ThemeIcon => new ThemeIcon(id, new ThemeColor(color));
  switch (section) {
    case 'waiting':
      return {
        icon: icon('bell-dot', 'charts.yellow'),
        label: chat.waiting === 'queue' ? l10n.t('in the queue') : l10n.t('without an agent'),
      };
    case 'mine':
      return isUnanswered(chat)
        ? { icon: icon('comment-unresolved', 'charts.orange'), label: l10n.t('waits for your answer') }
        : { icon: icon('comment-discussion', 'charts.green'), label: l10n.t('your chat') };
    case 'others':
      return { icon: icon('comment', 'descriptionForeground'), label: l10n.t('with another agent') };
    case 'ended':
      return { icon: icon('pass', 'descriptionForeground'), label: l10n.t('ended') };
  }
}

/** The last message is the customer's. */
function isUnanswered({ lastMessage, users, isActive }: LiveChat): boolean {
  if (!isActive || lastMessage?.authorId === undefined) return false;
  return users.find(({ id }) => id === lastMessage.authorId)?.kind === 'customer';
}

/** Waiting chats, longest first, then those of the person whose customer has written last. */
export function waitsForMe({ waiting, mine }: ChatSections): readonly LiveChat[] {
  return [...waiting, ...mine.filter(isUnanswered)];
}

function lastWords({ lastMessage }: LiveChat): string {
  return lastMessage ? messageText(lastMessage, 60) : '';
}

/** A plain string: in Markdown, customers' texts could contain links, icons or HTML. */
function tooltipOf(chat: LiveChat, state: string, left: string, present = ''): string {
  const customer = chat.users.find(({ kind }) => kind === 'customer');
  const agents = chat.users.filter(
    ({ kind, isPresent }) => kind === 'agent' && (isPresent || !chat.isActive),
  );
  return tooltipText(customerName(chat), [
    [l10n.t('State'), state],
    [l10n.t('Now'), present],
    [l10n.t('LiveChat'), left],
    [l10n.t('Name'), customer?.name],
    [l10n.t('E-mail'), customer?.email],
    [
      l10n.t('Agents'),
      agents.map(({ name, id }) => (name === undefined ? id : `${name} (${id})`)).join(', '),
    ],
    [l10n.t('Started'), chat.startedAt && fullTime(chat.startedAt)],
    [l10n.t('Ended'), chat.endedAt && fullTime(chat.endedAt)],
    [l10n.t('In the queue since'), chat.queuedAt && fullTime(chat.queuedAt)],
    [
      l10n.t('Place in the queue'),
      chat.queuePosition === undefined ? undefined : wholeNumber(chat.queuePosition),
    ],
    [l10n.t('Tags'), chat.tags.join(', ')],
    [l10n.t('Began on page'), chat.startUrl],
    [l10n.t('Current page'), customer?.page],
    [l10n.t('Last message'), chat.lastMessage && messageText(chat.lastMessage, 300)],
    [l10n.t('Chat ID'), chat.chatId],
  ]);
}
