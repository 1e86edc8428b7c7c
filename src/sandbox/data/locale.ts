/** Sample names, products and conversations in one language. */
export interface Locale {
  readonly language: string;
  readonly country: string;
  readonly city: string;
  readonly timezone: string;
  readonly familyFirst?: boolean;
  /** `display` or `display|ascii`; the second form where the ASCII spelling cannot be derived. */
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly items: readonly string[];
  readonly scenarios: readonly Scenario[];
}

export interface Scenario {
  readonly tag: string;
  readonly subject: string;
  /** Messages of customer and agent in turn, the customer first, with placeholders `{order}` and `{item}`. */
  readonly lines: readonly string[];
}

export interface Person {
  readonly name: string;
  /** Lower-case ASCII, for the local part of an e-mail address. */
  readonly local: string;
}

/** A person by indices of given and family name, in the name order of the locale. */
export function personOf(locale: Locale, given: number, family: number): Person {
  const first = spelling(locale.given[given % locale.given.length] ?? '');
  const last = spelling(locale.family[family % locale.family.length] ?? '');
  const name = locale.familyFirst ? `${last.display} ${first.display}` : `${first.display} ${last.display}`;
  return { name, local: `${first.ascii}.${last.ascii}` };
}

/** Replaces the placeholders of a message. */
export function fill(line: string, order: number, item: string): string {
  return line.replaceAll('{order}', String(order)).replaceAll('{item}', item);
}

function spelling(entry: string): { display: string; ascii: string } {
  const [display = '', ascii] = entry.split('|');
  return { display, ascii: ascii ?? toAscii(display) };
}

function toAscii(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replaceAll(/[^a-z]/g, '');
}
