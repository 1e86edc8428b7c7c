import type { IsoTime } from '../../core/domain/ticket';
import type { ActivityEntry } from '../../core/stores/activityStore';
import { TreeNodes } from '../shell/trees/treeNodes';

/** The rows of the Activity view; `activityItem` draws them. */
export type ActivityNode =
  | { readonly kind: 'day'; readonly day: string; readonly entries: readonly ActivityEntry[] }
  | {
      readonly kind: 'entry';
      readonly entry: ActivityEntry;
      /** When a started chat ended, if that is known on this machine. */
      readonly endedAt?: IsoTime;
    }
  | { readonly kind: 'more' }
  /** The events could not be read; `why` is the system's message. */
  | { readonly kind: 'problem'; readonly why: string };

export const activityNodes = new TreeNodes<ActivityNode>();

/** The entries that a command was called on. */
export function entriesOf(item: unknown, items?: unknown): readonly ActivityEntry[] {
  return activityNodes.selected(item, items).flatMap((node) => (node.kind === 'entry' ? [node.entry] : []));
}
