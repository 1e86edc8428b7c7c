import { l10n } from 'vscode';
import { asRecord } from '../../core/base/json';
import { errorMessage } from '../../core/base/log';
import { oneLine } from '../../core/base/plainText';
import { fail } from '../../core/domain/failure';
import { readTicketView, readTicketViews } from '../../core/domain/input/ticketViewInput';
import type { TicketView } from '../../core/domain/ticket';
import type { FormValues } from '../../protocol/form';
import type { App } from '../shell/app';
import { keepTicketViews, ticketViews } from '../shell/settings';
import { fetchChoices } from './choices';
import { notesOf, refused } from './formMessages';
import type { FormDefinition, FormSource, SubmitOutcome } from './formSource';
import { entryOf, newViewTitle, valuesOfView, viewSpec } from './viewFields';

const emptyView: TicketView = { name: '', filter: {}, sort: 'newest', badge: false };

/** A form that writes the setting `livechat.tickets.views`. @param name of the view to edit; absent for a new one */
export function viewForm(app: App, name?: string): FormSource {
  const title = name === undefined ? newViewTitle() : l10n.t('Edit View {0}', oneLine(name, 60));
  return {
    title,
    load: async (): Promise<FormDefinition> => {
      const entries = entriesOfSetting();
      const index = indexOf(entries, name);
      if (name !== undefined && index < 0) return fail({ code: 'not-found' });
      const read = index < 0 ? undefined : readTicketView(entries[index]);
      const view = read?.kind === 'view' ? read.view : emptyView;
      const initial = valuesOfView(view, index < 0 ? entries.length : index);
      const others = entries.filter((_entry, at) => at !== index).map(labelOf);
      const spec = viewSpec(title, await fetchChoices(app, 'ticket'), initial, others);
      return {
        spec,
        initial,
        edits: false,
        about: 'new',
        submit: async (values) => {
          const now = entriesOfSetting();
          const at = indexOf(now, name);
          const rest = now.filter((_entry, place) => place !== at);
          const entry = entryOf(values, view.filter.order);
          const checked = readTicketView(entry, namesOf(rest));
          if (checked.kind === 'unreadable') {
            return { kind: 'refused', notes: notesOf(spec, checked.problems) };
          }
          return await save(placed(rest, entry, values));
        },
      };
    },
  };
}

/** Views of a setting that is not a list are replaced. */
function entriesOfSetting(): readonly unknown[] {
  const value = ticketViews();
  return Array.isArray(value) ? value : [];
}

function indexOf(entries: readonly unknown[], name: string | undefined): number {
  if (name === undefined) return -1;
  return readTicketViews(entries).findIndex((read) => read.kind === 'view' && read.view.name === name);
}

function namesOf(entries: readonly unknown[]): ReadonlySet<string> {
  return new Set(readTicketViews(entries).flatMap((read) => (read.kind === 'view' ? [read.view.name] : [])));
}

function labelOf(entry: unknown, index: number): string {
  const { name } = asRecord(entry);
  return (typeof name === 'string' && oneLine(name, 60)) || l10n.t('View {0}', index + 1);
}

/** Only one view has the badge. */
function placed(
  rest: readonly unknown[],
  entry: Record<string, unknown>,
  values: FormValues,
): readonly unknown[] {
  const others =
    entry.badge === true
      ? rest.map((other) => {
          if (typeof other !== 'object' || other === null || !('badge' in other)) return other;
          const { badge: _badge, ...kept } = other;
          return kept;
        })
      : rest;
  const place = Number(values.place);
  return others.toSpliced(Number.isInteger(place) ? place : others.length, 0, entry);
}

async function save(views: readonly unknown[]): Promise<SubmitOutcome> {
  try {
    await keepTicketViews(views);
    return { kind: 'saved' };
  } catch (thrown) {
    return refused(l10n.t('The setting could not be written: {0}', errorMessage(thrown)));
  }
}
