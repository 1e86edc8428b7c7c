import { addressKey } from '../domain/account';
import { findAddresses, type TextSpan } from './findAddresses';
import { findName, partsOf, wordsIn, type NameParts } from './findNames';
import { foldForMasks, foldedText } from './foldedText';
import type { MaskCodes } from './maskCodes';

/** Whose name and addresses are masked. */
export interface Person {
  readonly name?: string | undefined;
  readonly mail?: string | undefined;
  readonly ip?: string | undefined;
  readonly role: 'requester' | 'visitor';
}

/** A person with what is needed to find them in texts. */
export interface KnownPerson {
  readonly mask: string;
  readonly parts: NameParts;
}

export interface MasksOptions {
  readonly codes: MaskCodes;
  /** Logins of agents, whose addresses are not masked. */
  readonly agents: () => Iterable<string>;
}

const urls = /https?:\/\/[^\s<>"']+/gi;

/** People and URLs that are remembered. */
const mostPeople = 5_000;
const mostUrls = 2_000;

/** Masks people, and what identifies them in texts. Equal people have equal masks. */
export class Masks {
  private readonly byName = new Map<string, KnownPerson>();
  /** Names of known people by each of their words. */
  private readonly byWord = new Map<string, Set<string>>();
  private readonly urls = new Map<string, string>();

  constructor(private readonly options: MasksOptions) {}

  /** @returns the person as shown; absent fields stay absent */
  person(person: Person): { readonly name?: string; readonly mail?: string; readonly ip?: string } {
    const { name, mail, ip } = person;
    this.know(person);
    return {
      ...(name !== undefined && { name: isBlank(name) ? name : this.nameOf(person) }),
      ...(mail !== undefined && { mail: isBlank(mail) ? mail : this.email(mail) }),
      ...(ip !== undefined && { ip: isBlank(ip) ? ip : this.ip(ip) }),
    };
  }

  /** The mask of a person’s name. */
  nameOf({ name = '', mail = '', role }: Person): string {
    const { codes } = this.options;
    return codes.labels[role](isBlank(mail) ? codes.ofName(name) : codes.ofEmail(mail));
  }

  /** The mask of a text that is a name and nothing else: that of the person known by it, if any. */
  nameAlone(name: string, role: Person['role']): string {
    if (isBlank(name)) return name;
    const known = this.byName.get(foldForMasks(name))?.mask;
    if (known !== undefined) return known;
    return /^\S+@\S+$/.test(name.trim()) ? this.email(name.trim()) : this.nameOf({ name, role });
  }

  email(address: string): string {
    const { codes } = this.options;
    return codes.labels.email(codes.ofEmail(foldForMasks(address)));
  }

  ip(address: string): string {
    const { codes } = this.options;
    return codes.labels.ip(codes.ofIp(address));
  }

  /** The same name elsewhere belongs to this person. */
  know(person: Person): KnownPerson | undefined {
    const { name = '' } = person;
    if (isBlank(name)) return undefined;
    const key = foldForMasks(name);
    const mask = this.nameOf(person);
    const known = this.byName.get(key);
    if (known?.mask === mask) return known;
    const parts = partsOf(name);
    if (this.byName.size >= mostPeople) this.forget();
    const next = { mask, parts };
    this.byName.set(key, next);
    for (const word of [...parts.telling, ...parts.inside.map(firstOf)]) {
      const names = this.byWord.get(word) ?? new Set();
      this.byWord.set(word, names.add(key));
    }
    return next;
  }

  /**
   * A text without what identifies people: parts of the names of `people`, whole names of other people that are
   * known, and everything that looks like an e-mail or IP address, except the addresses of agents.
   */
  text(text: string, people: readonly Person[] = []): string {
    if (text === '') return text;
    // Only an encoded URL can have a name or address that is not found as it stands there.
    const decoded = text.replace(urls, (url) => (/[%+]/.test(url) ? this.maskedUrl(url, people) : url));
    return this.masked(decoded, people);
  }

  private masked(text: string, people: readonly Person[]): string {
    const folded = foldedText(text);
    const { codes } = this.options;
    const found: (TextSpan & { readonly mask: string })[] = [];
    for (const { kind, address, ...span } of findAddresses(folded.text)) {
      if (kind === 'email' && this.isAgent(address)) continue;
      const mask = kind === 'email' ? codes.labels.email(codes.ofEmail(address)) : this.ip(address);
      found.push({ ...span, mask });
    }
    const words = wordsIn(text, folded);
    for (const person of people) {
      const known = this.know(person);
      if (!known) continue;
      for (const span of findName(folded.text, words, known.parts)) found.push({ ...span, mask: known.mask });
    }
    for (const known of this.othersIn(folded.text, words))
      for (const span of findName(folded.text, words, known.parts, true))
        found.push({ ...span, mask: known.mask });
    if (found.length === 0) return text;
    return replaced(text, found, (index) => folded.originalOf(index));
  }

  /** A URL, in which addresses and names may be encoded. The URL is remembered for `originalOf`. */
  url(url: string, people: readonly Person[] = []): string {
    const masked = this.maskedUrl(url, people);
    if (masked === url) return url;
    if (this.urls.size >= mostUrls) this.urls.clear();
    this.urls.set(masked, url);
    return masked;
  }

  private maskedUrl(url: string, people: readonly Person[]): string {
    const decoded = decodedUrl(url);
    const read = this.masked(decoded, people);
    const masked = read === decoded ? this.masked(url, people) : read;
    return masked === url ? url : asAddress(masked);
  }

  /** The URL that is shown as this one. */
  originalOf(shown: string): string {
    return this.urls.get(shown) ?? shown;
  }

  private isAgent(address: string): boolean {
    const key = addressKey(address);
    for (const login of this.options.agents()) if (addressKey(login) === key) return true;
    return false;
  }

  private othersIn(text: string, words: readonly { readonly word: string }[]): ReadonlySet<KnownPerson> {
    const names = new Set<string>();
    for (const { word } of words) for (const name of this.byWord.get(word) ?? []) names.add(name);
    for (const letter of new Set(text.match(/[^\u0000-\u2e7f]/gu) ?? []))
      for (const name of this.byWord.get(letter) ?? []) names.add(name);
    return new Set([...names].flatMap((name) => this.byName.get(name) ?? []));
  }

  private forget(): void {
    this.byName.clear();
    this.byWord.clear();
  }
}

/** Replaces spans; of those that overlap, the one that begins first, or else the longest. */
function replaced(
  text: string,
  found: readonly (TextSpan & { readonly mask: string })[],
  originalOf: (index: number) => number,
): string {
  const sorted = [...found].sort((one, other) => one.start - other.start || other.end - one.end);
  let result = '';
  let done = 0;
  for (const { start, end, mask } of sorted) {
    const from = originalOf(start);
    const to = originalOf(end);
    if (to <= done) continue;
    if (from >= done) result += text.slice(done, from) + mask;
    done = to;
  }
  return result + text.slice(done);
}

function isBlank(text: string): boolean {
  return foldForMasks(text).trim() === '';
}

function firstOf(part: string): string {
  return String.fromCodePoint(part.codePointAt(0) ?? 0);
}

function decodedUrl(url: string): string {
  try {
    return decodeURIComponent(url.replaceAll('+', ' '));
  } catch {
    return url;
  }
}

/** A URL without spaces, so that what is shown is the URL that a page asks to open. */
function asAddress(text: string): string {
  return text.replace(/\s+/g, '-');
}
