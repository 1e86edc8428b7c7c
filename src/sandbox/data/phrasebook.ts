/** What people of one language are called and write about. All of it is made up for this sandbox. */
export interface Phrasebook {
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
  /** Customer and agent in turns, the customer first. `{order}` and `{item}` are filled in. */
  readonly lines: readonly string[];
}

export interface Person {
  readonly name: string;
  /** Lower-case ASCII, fit for the part of an address before the `@`. */
  readonly local: string;
}

/** The person of a given and a family name, in the order that the language has. */
export function personOf(book: Phrasebook, given: number, family: number): Person {
  const first = spelling(book.given[given % book.given.length] ?? '');
  const last = spelling(book.family[family % book.family.length] ?? '');
  const name = book.familyFirst ? `${last.display} ${first.display}` : `${first.display} ${last.display}`;
  return { name, local: `${first.ascii}.${last.ascii}` };
}

/** Puts an order number and a product into a line of a scenario. */
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
