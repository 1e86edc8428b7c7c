import { l10n } from 'vscode';
import type { Ticket } from '../../core/domain/ticket';
import type { Shown } from '../../core/shield/shownValues';
import type { FormSpec, FormValues, TypedInput } from '../../protocol/form';
import { pickValues, sameValue, storableValues } from '../../protocol/formValues';
import { fromTicket } from '../../protocol/fromDomain';
import type { ShieldView } from '../shell/shield';

/** A form with its input. */
interface Filled {
  readonly spec: FormSpec;
  readonly initial: FormValues;
  readonly values: FormValues;
  readonly base?: FormValues;
  /** See `DetailForm.revision`. */
  readonly revision?: number;
}

const personFields: readonly string[] = ['requester.mail', 'requester.name', 'filter.requesterMail'];
const textFields: readonly string[] = ['subject', 'message', 'source.url', 'filter.query'];

/**
 * The fields of a ticket’s form that the privacy shield keeps from its page, until the person shows them. A page has
 * real values or none, so that no mask is ever saved.
 */
export class HiddenFields {
  /** How often fields were hidden or shown: the page takes the values of the host then. */
  private turns = 0;
  private names: readonly string[] = [];
  private isShown = false;

  constructor(private readonly shield: Pick<ShieldView, 'isOn' | 'shown'>) {}

  /** A sentence of the form, as the shield shows it now. */
  said(text: string): string;
  said(text: string | undefined): string | undefined;
  said(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.shield.shown.logLine(text);
  }

  /** The person wants to see them. */
  show(): void {
    this.isShown = true;
  }

  /** The shield was switched: what the person has shown is hidden again. */
  reset(): void {
    this.isShown = false;
    this.names = [];
    this.turns++;
  }

  /**
   * Decides which fields are hidden.
   * @param about the ticket that the form changes
   * @param typed input that was restored and not typed here; what the person types stays visible
   */
  look(about: Ticket | 'new' | undefined, typed: FormValues = {}): void {
    const ticket = about === 'new' ? undefined : about;
    const found = this.shield.isOn && !this.isShown ? masked(this.shield.shown, ticket, typed) : [];
    const names = found.length === 0 ? [] : [...new Set([...this.names, ...found])].sort();
    if (names.join() === this.names.join()) return;
    this.names = names;
    this.turns++;
  }

  /** The form as its page gets it. */
  formOf<F extends Filled>(form: F): F {
    const { spec, initial, values, base, revision } = form;
    const hidden = spec.fields.filter(({ name }) => this.names.includes(name));
    const turned = revision === undefined ? form : { ...form, revision: revision + this.turns };
    if (hidden.length === 0) return turned;
    const rest = (all: FormValues): FormValues =>
      Object.fromEntries(Object.entries(all).filter(([name]) => !this.names.includes(name)));
    const labels = hidden.map(({ label }) => label).join(', ');
    return {
      ...turned,
      spec: {
        ...spec,
        fields: spec.fields.filter((field) => !hidden.includes(field)),
        hidden: {
          text: l10n.t('Hidden by the privacy shield, and not changed by saving: {0}', labels),
          show: l10n.t('Show'),
        },
      },
      initial: rest(initial),
      values: rest(values),
      ...(base && { base: rest(base) }),
    };
  }

  /** Input of the page, with what it does not have. */
  whole({ values, base }: TypedInput, form: Filled | undefined): TypedInput {
    if (!form || this.names.length === 0) return { values, ...(base && { base }) };
    const kept = this.editedIn(form);
    const keptBase = pickValues(form.base ?? {}, Object.keys(kept));
    return { values: { ...values, ...kept }, base: { ...base, ...keptBase } };
  }

  /** Why the form cannot be saved: what is sent has to be seen. */
  refusal(form: Filled | undefined): string | undefined {
    if (!form || Object.keys(this.editedIn(form)).length === 0) return undefined;
    return l10n.t('Fields with input are hidden by the privacy shield. Show them before you save.');
  }

  private editedIn({ spec, initial, values }: Filled): FormValues {
    return pickValues(storableValues(spec, initial, values), this.names);
  }
}

/** Names of the fields that the shield masks a part of. */
function masked(shown: Shown, ticket: Ticket | undefined, typed: FormValues): readonly string[] {
  const own = ticket ? fromTicket(ticket) : {};
  const ownMasked = ticket ? fromTicket(shown.ticket(ticket)) : {};
  const differing = Object.keys(own).filter((name) => !sameValue(own[name], ownMasked[name]));
  const restored = Object.entries(typed).flatMap(([name, value]) => {
    if (typeof value !== 'string' || value.trim() === '') return [];
    const isText = textFields.includes(name) && shown.text(value) !== value;
    return personFields.includes(name) || isText ? [name] : [];
  });
  return [...differing, ...restored];
}
