import { l10n, type QuickPickItem, ThemeIcon, window } from 'vscode';
import { escapeIcons } from '../../core/base/plainText';
import { nameFromId } from '../../core/domain/account';
import type { ScheduledItem } from '../../core/scheduling/scheduledItem';
import { pickStep } from '../shell/steps';
import { excerptOf, stateText, titleOf, whyText, type ShownItems } from './scheduleTexts';

/** What can be done with an item. */
export interface ItemActions {
  open(item: ScheduledItem): Promise<unknown>;
  edit(item: ScheduledItem): Promise<unknown>;
  sendNow(item: ScheduledItem): Promise<unknown>;
  move(item: ScheduledItem): Promise<unknown>;
  remove(item: ScheduledItem): Promise<unknown>;
}

interface ListItem extends QuickPickItem {
  readonly item: ScheduledItem;
}

interface ActionItem extends QuickPickItem {
  readonly run: () => Promise<unknown>;
}

/** The items of all accounts. */
interface ListedItems {
  readonly load: () => Promise<readonly ScheduledItem[]>;
  /** Id of the active account. */
  readonly account: () => string | undefined;
}

/** Shows the items, and what can be done with the selected one. */
export async function showList(
  shown: ShownItems,
  { load, account }: ListedItems,
  actions: ItemActions,
): Promise<void> {
  const title = l10n.t('Scheduled Replies and Reminders');
  for (;;) {
    const items = await load();
    if (items.length === 0) {
      void window.showInformationMessage(l10n.t('No replies or reminders are scheduled.'));
      return;
    }
    const rows = items.map((item) => rowOf(item, shown, account()));
    const picked = await pickStep({ title, placeholder: l10n.t('Select one'), items: rows, back: false });
    if (picked.kind !== 'done') return;
    const { item } = picked.value;
    const action = await pickStep({
      title: escapeIcons(titleOf(item, shown)),
      placeholder: [excerptOf(item, shown), whyText(item.why, shown)].filter(Boolean).join(' · '),
      items: actionsOf(item, actions),
      back: true,
    });
    if (action.kind === 'cancelled') return;
    if (action.kind === 'back') continue;
    await action.value.run();
    return;
  }
}

/** @param active the account whose items need no name of their account */
function rowOf(item: ScheduledItem, shown: ShownItems, active: string | undefined): ListItem {
  const detail = [excerptOf(item, shown), whyText(item.why, shown)].filter(Boolean).join(' · ');
  return {
    item,
    label: escapeIcons(titleOf(item, shown)),
    description: [stateText(item), item.account === active ? '' : escapeIcons(nameFromId(item.account))]
      .filter((part) => part !== '')
      .join(' · '),
    ...(detail !== '' && { detail: escapeIcons(detail) }),
    iconPath: new ThemeIcon(
      item.kind === 'reminder' ? 'bell' : item.state === 'waiting' ? 'watch' : 'warning',
    ),
  };
}

function actionsOf(item: ScheduledItem, actions: ItemActions): readonly ActionItem[] {
  const { kind, state, target } = item;
  const isReply = kind === 'reply';
  const canSend = isReply && (state === 'waiting' || state === 'unsent');
  const open = target === 'ticket' ? l10n.t('Open Ticket') : l10n.t('Open Chat');
  return [
    { label: open, run: () => actions.open(item) },
    ...(isReply && state !== 'sending'
      ? [{ label: l10n.t('Edit in Composer'), run: () => actions.edit(item) }]
      : []),
    ...(canSend ? [{ label: l10n.t('Send Now'), run: () => actions.sendNow(item) }] : []),
    ...(canSend || !isReply ? [{ label: l10n.t('Change Time…'), run: () => actions.move(item) }] : []),
    ...(state === 'sending'
      ? []
      : [
          {
            label: isReply ? l10n.t('Discard Reply') : l10n.t('Remove Reminder'),
            run: () => actions.remove(item),
          },
        ]),
  ];
}
