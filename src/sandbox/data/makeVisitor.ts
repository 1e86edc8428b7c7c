import type { Visitor } from '../account/chat';
import { personOf, type Scenario } from './locale';
import { locales } from './locales';
import type { Random } from './random';

/** Fixed values of a visitor; the others are random. */
export interface VisitorOptions {
  readonly name?: string;
  readonly email?: string;
  /** The visitor's first message. */
  readonly text?: string;
}

/** A random visitor with a scenario to write about. @param since epoch seconds, part of the visitor's id */
export function makeVisitor(
  random: Random,
  since: number,
  choice: VisitorOptions = {},
): { readonly visitor: Visitor; readonly scenario: Scenario; readonly item: string } {
  const locale = random.pick(locales);
  const person = personOf(locale, random.int(10), random.int(10));
  const visitor: Visitor = {
    id: `S${since}.${random.hex(10)}`,
    name: choice.name ?? person.name,
    email: choice.email ?? `${person.local}@mail.example`,
    ip: `203.0.113.${random.int(250) + 1}`,
    country: locale.country,
    city: locale.city,
    language: locale.language,
    timezone: locale.timezone,
    pageCurrent: `https://shop.example/${random.pick(['cart', 'tents', 'backpacks', 'help'])}`,
  };
  return { visitor, scenario: random.pick(locale.scenarios), item: random.pick(locale.items) };
}
