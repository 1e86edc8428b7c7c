import { l10n, type QuickPickItem } from 'vscode';
import { escapeIcons, oneLine } from '../../core/base/plainText';
import { arrivalKinds, groupsOf, type ArrivalKind } from '../../core/domain/arrival';
import { failureOf } from '../../core/domain/failure';
import type { ActivityFilter, ActivityStore } from '../../core/stores/activityStore';
import type { DirectoryStore } from '../../core/stores/directoryStore';
import { arrivalKindLabel } from '../messages/arrivalLabels';
import { pickStep, type StepResult } from '../shell/steps';

/** A filter, with the name of its group for display. */
export interface NamedFilter {
  readonly filter: ActivityFilter;
  readonly groupName?: string;
}

interface FilterItem extends QuickPickItem {
  readonly next: NamedFilter;
}

type Ask = (now: NamedFilter, deps: GroupSources) => Promise<StepResult<NamedFilter>>;

interface GroupSources {
  readonly store: ActivityStore;
  readonly directory: DirectoryStore;
}

/**
 * Asks which field to filter by, then for its value; Back returns to the fields.
 * @returns the new filter, or `undefined` when cancelled
 */
export async function askActivityFilter(
  now: NamedFilter,
  deps: GroupSources,
): Promise<NamedFilter | undefined> {
  for (;;) {
    const field = await pickStep({
      title: l10n.t('Filter Activity'),
      placeholder: l10n.t('Select a field to filter by'),
      back: false,
      items: fieldItems(now),
    });
    if (field.kind !== 'done') return undefined;
    const value = await field.value.ask(now, deps);
    if (value.kind === 'done') return value.value;
    if (value.kind === 'cancelled') return undefined;
  }
}

/** The filter on one line, for the view's description; empty without a filter. */
export function filterLine({ filter, groupName }: NamedFilter): string {
  const { kinds, group } = filter;
  const groups = group === undefined ? [] : [groupName ?? l10n.t('Group {0}', group)];
  return oneLine([...(kinds ? [kindsLabel(kinds)] : []), ...groups].join(' · '), 120);
}

function kindsLabel(kinds: readonly ArrivalKind[]): string {
  return kinds.map(arrivalKindLabel).join(', ');
}

function fieldItems({ filter, groupName }: NamedFilter): (QuickPickItem & { readonly ask: Ask })[] {
  const { kinds, group } = filter;
  const groupText = group === undefined ? undefined : (groupName ?? String(group));
  return [
    {
      label: `$(bell) ${l10n.t('Event')}`,
      ...(kinds && { description: kindsLabel(kinds) }),
      ask: askKinds,
    },
    {
      label: `$(organization) ${l10n.t('Group')}`,
      ...(groupText !== undefined && { description: escapeIcons(groupText) }),
      ask: askGroup,
    },
  ];
}

async function askValue(
  title: string,
  items: readonly FilterItem[] | Promise<readonly FilterItem[]>,
): Promise<StepResult<NamedFilter>> {
  const result = await pickStep({ title, placeholder: title, back: true, items });
  return result.kind === 'done' ? { kind: 'done', value: result.value.next } : result;
}

function askKinds({ filter, ...name }: NamedFilter): Promise<StepResult<NamedFilter>> {
  const { kinds: _before, ...others } = filter;
  const choices: readonly (readonly ArrivalKind[])[] = [
    ...arrivalKinds.map((kind) => [kind]),
    ['chat_started', 'chat_ended'],
  ];
  return askValue(l10n.t('Filter by Event'), [
    { label: l10n.t('All events'), next: { filter: others, ...name } },
    ...choices.map((kinds) => ({
      label: kindsLabel(kinds),
      next: { filter: { ...others, kinds }, ...name },
    })),
  ]);
}

function askGroup({ filter }: NamedFilter, deps: GroupSources): Promise<StepResult<NamedFilter>> {
  const { group: _before, ...others } = filter;
  const load = async (): Promise<FilterItem[]> => [
    { label: l10n.t('Any group'), next: { filter: others } },
    ...(await groupsFor(deps)).map(({ id, name }) => ({
      label: escapeIcons(name),
      description: String(id),
      next: { filter: { ...others, group: id }, groupName: name },
    })),
  ];
  return askValue(l10n.t('Filter by Group'), load());
}

interface NamedGroup {
  readonly id: number;
  readonly name: string;
}

/** The account's groups; if they cannot be loaded, those of the listed events. */
async function groupsFor({ store, directory }: GroupSources): Promise<readonly NamedGroup[]> {
  try {
    const groups = await directory.groups();
    return groups.map(({ id, name }) => ({ id, name: oneLine(name) || l10n.t('Group {0}', id) }));
  } catch (thrown) {
    if (!failureOf(thrown)) throw thrown;
    const seen = new Set(store.state.entries.flatMap(({ arrival }) => groupsOf(arrival)));
    return [...seen].sort((a, b) => a - b).map((id) => ({ id, name: l10n.t('Group {0}', id) }));
  }
}
