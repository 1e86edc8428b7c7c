import { l10n } from 'vscode';
import { oneLine } from '../../core/base/plainText';
import type { Agent } from '../../core/domain/agent';
import { classicCapabilities, type Capabilities } from '../../core/domain/capabilities';
import type { AgentStore } from '../../core/stores/agentStore';
import type { DirectoryStore } from '../../core/stores/directoryStore';
import type { SessionStore } from '../../core/stores/sessionStore';
import type { FieldSpec, FormOption } from '../../protocol/form';

export interface ChoiceDeps {
  readonly agents: AgentStore;
  readonly directory: DirectoryStore;
  readonly session: Pick<SessionStore, 'capabilities'>;
}

/** Names to choose from; `undefined` where they could not be fetched, which keeps nobody from writing. */
export interface Choices {
  readonly agents: readonly FormOption[] | undefined;
  readonly groups: readonly FormOption[] | undefined;
  readonly tags: readonly FormOption[] | undefined;
  /** What the account can do: a form asks for nothing else. */
  readonly can: Capabilities;
}

/** @param subject whose groups are wanted; tags are for tickets alone */
export async function fetchChoices(
  { agents, directory, session }: ChoiceDeps,
  subject: 'ticket' | 'agent',
): Promise<Choices> {
  const can = session.capabilities ?? classicCapabilities;
  const [known, groups, tags] = await Promise.all([
    subject === 'ticket' ? orNothing(agentsOf(agents)) : undefined,
    orNothing(subject === 'ticket' ? directory.ticketGroups() : directory.groups()),
    subject === 'ticket' ? orNothing(directory.tags()) : undefined,
  ]);
  return {
    can,
    agents: known?.map(({ login, name }) => ({ value: login, ...named(name, login) })),
    groups: groups?.map(({ id, name }) => ({ value: String(id), label: oneLine(name) || String(id) })),
    tags: tags?.map(({ name }) => ({ value: name, label: oneLine(name) })),
  };
}

async function agentsOf(store: AgentStore): Promise<readonly Agent[] | undefined> {
  if (store.state.loadedAt === undefined) await store.refresh();
  if (store.state.loadedAt === undefined) return undefined;
  return store.state.rows.flatMap((row) => (row.kind === 'agent' ? [row.agent] : []));
}

function named(name: string | undefined, login: string): { label: string; description?: string } {
  const shown = oneLine(name ?? '');
  return shown === '' ? { label: oneLine(login) } : { label: shown, description: oneLine(login) };
}

async function orNothing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    return undefined;
  }
}

/** The present value stays choosable, also where it is not among the known ones. */
export function including(options: readonly FormOption[], present: string, label = present): FormOption[] {
  const known = options.some(({ value }) => value === present);
  return known ? [...options] : [{ value: present, label: oneLine(label) || present }, ...options];
}

export function groupsField(groups: readonly FormOption[] | undefined): FieldSpec[] {
  if (groups === undefined || groups.length === 0) return [];
  return [{ kind: 'multiChoice', name: 'groups', label: l10n.t('Groups'), options: groups, numbers: true }];
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
