import type { IsoTime } from '../../core/domain/ticket';
import type { ActivityEntry } from '../../core/stores/activityStore';
import { TreeNodes } from '../shell/treeNodes';

/** What stands in the Activity view; `activityItem` alone knows how it looks. */
export type ActivityNode =
  | { readonly kind: 'day'; readonly day: string; readonly entries: readonly ActivityEntry[] }
  | {
      readonly kind: 'entry';
      readonly entry: ActivityEntry;
      /** Of a chat that started: when it ended, as far as that is known here. */
      readonly endedAt?: IsoTime;
    }
  | { readonly kind: 'more' }
  /** The journal could not be read; `why` in the system's own words. */
  | { readonly kind: 'problem'; readonly why: string };

export const activityNodes = new TreeNodes<ActivityNode>();

/** The entries that a command was called on. */
export function entriesOf(item: unknown, items?: unknown): readonly ActivityEntry[] {
  return activityNodes.selected(item, items).flatMap((node) => (node.kind === 'entry' ? [node.entry] : []));
}
