import type { Visitor } from '../account/chat';
import { personOf, type Scenario } from './phrasebook';
import { phrasebooks } from './phrasebooks';
import type { Random } from './random';

/** What a caller may fix about a visitor; the rest is made up. */
export interface VisitorChoice {
  readonly name?: string;
  readonly email?: string;
  /** The visitor's first message. */
  readonly text?: string;
}

/** Somebody with a language, a place and something to write about. `since` is epoch seconds. */
export function makeVisitor(
  random: Random,
  since: number,
  choice: VisitorChoice = {},
): { readonly visitor: Visitor; readonly scenario: Scenario; readonly item: string } {
  const book = random.pick(phrasebooks);
  const person = personOf(book, random.int(10), random.int(10));
  const visitor: Visitor = {
    id: `S${since}.${random.hex(10)}`,
    name: choice.name ?? person.name,
    email: choice.email ?? `${person.local}@mail.example`,
    ip: `203.0.113.${random.int(250) + 1}`,
    country: book.country,
    city: book.city,
    language: book.language,
    timezone: book.timezone,
    pageCurrent: `https://shop.example/${random.pick(['cart', 'tents', 'backpacks', 'help'])}`,
  };
  return { visitor, scenario: random.pick(book.scenarios), item: random.pick(book.items) };
}
