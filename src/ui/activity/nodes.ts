import type { IsoTime } from '../../core/domain/ticket';
import type { ActivityEntry } from '../../core/stores/activityStore';
import { isRow } from '../shell/rows';

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

/** The entry that a command was called on. */
export function entryOf(value: unknown): ActivityEntry | undefined {
  const node = isRow(value) && 'kind' in value ? (value as ActivityNode) : undefined;
  return node?.kind === 'entry' ? node.entry : undefined;
}
