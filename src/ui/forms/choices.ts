import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { Agent, Group, Tag } from '../../core/domain/agent';
import { classicCapabilities, type Capabilities } from '../../core/domain/capabilities';
import type { FieldSpec, FormOption, FormSpec } from '../../protocol/form';
import type { App } from '../shell/app';
import { groupsLabel } from '../messages/ticketLabels';

/** Options of choice fields. A list that could not be fetched is `undefined`: the form works without it. */
export interface Choices {
  readonly agents: readonly FormOption[] | undefined;
  readonly groups: readonly FormOption[] | undefined;
  readonly tags: readonly FormOption[] | undefined;
  /** A form asks only for what the account supports. */
  readonly can: Capabilities;
}

/** @param subject agents and tickets have different groups; only tickets have tags */
export async function fetchChoices(
  { agents, directory, session }: Pick<App, 'agents' | 'directory' | 'session'>,
  subject: 'ticket' | 'agent',
): Promise<Choices> {
  const can = session.capabilities ?? classicCapabilities;
  const [known, groups, tags] = await Promise.all([
    subject === 'ticket' ? agents.load() : undefined,
    orUndefined(subject === 'ticket' ? directory.ticketGroups() : directory.groups()),
    subject === 'ticket' ? orUndefined(directory.tags()) : undefined,
  ]);
  return choicesOf(can, { agents: known, groups, tags });
}

/** @param lists `undefined` where one could not be fetched */
export function choicesOf(
  can: Capabilities,
  lists: {
    readonly agents: readonly Agent[] | undefined;
    readonly groups: readonly Group[] | undefined;
    readonly tags: readonly Tag[] | undefined;
  },
): Choices {
  const { agents, groups, tags } = lists;
  return {
    can,
    agents: agents?.map(({ login, name }) => ({ value: login, ...named(name, login) })),
    groups: groups?.map(({ id, name }) => ({ value: String(id), label: oneLine(name) || String(id) })),
    tags: tags?.map(({ name }) => ({ value: name, label: oneLine(name) })),
  };
}

function named(name: string | undefined, login: string): { label: string; description?: string } {
  const shown = oneLine(name ?? '');
  return shown === '' ? { label: oneLine(login) } : { label: shown, description: oneLine(login) };
}

async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}

/** Adds the present value if it is not among the known ones. */
export function including(options: readonly FormOption[], present: string, label = present): FormOption[] {
  const known = options.some(({ value }) => value === present);
  return known ? [...options] : [{ value: present, label: oneLine(label) || present }, ...options];
}

/**
 * A field for groups. Says so if they could not be fetched.
 * @param own groups that are selected now; they are options even if the account does not list them
 */
export function groupsField(
  groups: readonly FormOption[] | undefined,
  own: readonly { readonly id: number; readonly name?: string }[] = [],
  label = l10n.t('Groups'),
  missingText = l10n.t('The list of groups could not be loaded.'),
): FieldSpec[] {
  const options = own.reduce<readonly FormOption[]>(
    (known, { id, name }) => including(known, String(id), name ?? String(id)),
    groups ?? [],
  );
  if (groups !== undefined && options.length === 0) return [];
  const field = {
    kind: 'multiChoice',
    name: 'groups',
    label,
    options,
    numbers: true,
  } as const;
  return [groups ? field : { ...field, help: missingText }];
}

/** The same for tickets, whose groups can be called teams. */
export function ticketGroupsField(
  { groups, can }: Choices,
  own?: Parameters<typeof groupsField>[1],
): FieldSpec[] {
  const { groupedBy } = can.tickets;
  const missing = groupedBy === 'teams' ? l10n.t('The list of teams could not be loaded.') : undefined;
  return groupsField(groups, own, groupsLabel(groupedBy), missing);
}

/** A notice that names the lists that could not be fetched, with a button that tries again. */
export function missingLists(
  ...lists: readonly (readonly [name: string, list: unknown])[]
): Pick<FormSpec, 'notice'> {
  const missing = lists.filter(([, list]) => list === undefined).map(([name]) => name);
  if (missing.length === 0) return {};
  const text = l10n.t('Could not load: {0}. You can still use the rest of the form.', missing.join(', '));
  return { notice: { text, retry: l10n.t('Try again') } };
}

export function tagsField({ tags, can }: Choices): FieldSpec {
  const add = {
    label: l10n.t('Type a tag, then press Enter'),
    button: l10n.t('Add'),
    remove: l10n.t('Remove'),
  };
  return {
    kind: 'multiChoice',
    name: 'tags',
    label: l10n.t('Tags'),
    options: tags ?? [],
    ...(can.tickets.tags === 'any' && { add }),
  };
}
