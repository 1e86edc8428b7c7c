import ts from 'typescript';
import { placeOf, walk, type SourceUnit } from './sourceUnits';

/** Words that the code no longer uses, and the terms that replaced them (docs/glossary.md). */
export const retiredWords: ReadonlyMap<string, string> = new Map([
  ['belongings', 'resources'],
  ['blame', 'diagnose'],
  ['deaf', 'disconnected'],
  ['desk', 'event service, or fixture in tests'],
  ['door', 'server, registry, gate or endpoint'],
  ['happening', 'domain event'],
  ['hear', 'receive or handle'],
  ['hears', 'receives'],
  ['house', 'bench'],
  ['knock', 'probe'],
  ['mend', 'remedy'],
  ['mended', 'recovered'],
  ['odd', 'malformed'],
  ['relay', 'listener'],
  ['shelf', 'page storage'],
  ['speech', 'messages'],
  ['stumble', 'handle failure'],
  ['tale', 'message'],
  ['tell', 'report, notify or send'],
  ['tells', 'type'],
  ['tidings', 'event content'],
  ['told', 'reported or notified'],
  ['trouble', 'problem'],
  ['unwind', 'release resources'],
  ['upkeep', 'gap tracker'],
]);

/** Retired terms of two words. */
const retiredPairs: Readonly<Record<string, string>> = {
  'full house': 'subscription limit',
  'made up': 'spoofed',
};

/** Phrases that comments and test titles of this repository no longer use. */
const retiredPhrases =
  /\b(nobody|somebody|anybody|whomever|shall|made up|by itself|by themselves|tidings|no such thing|told|tells|does not tell|of before|turned away|without a word)\b/i;

/** Names of this product and of other products. */
const exempt: ReadonlySet<string> = new Set([
  'LiveChatDesk',
  'LIVECHAT_DESK_SANDBOX_URL',
  'LIVECHAT_DESK_SANDBOX_LOGIN',
  'LIVECHAT_DESK_SANDBOX_KEY',
  'LIVECHAT_DESK_SANDBOX_KIND',
  'LIVECHAT_DESK_SANDBOX_NAME',
  'LIVECHAT_DESK_SANDBOX_SHOW',
  'TunnelRelayTunnelHost',
  'PortRelayConnectRequestMessage',
  'hostRelayUri',
]);

/** Microsoft's Dev Tunnels call their service a relay. */
const isDevTunnels = (file: string): boolean => /\/tunnel\/.*devtunnel/i.test(file);

/** Identifiers that contain a retired word. */
export function retiredNames(units: readonly SourceUnit[]): string[] {
  return units.flatMap((unit) => {
    const faults: string[] = [];
    walk(unit, (node) => {
      if (!ts.isIdentifier(node) && !ts.isPrivateIdentifier(node)) return;
      const why = retiredIn(node.text, unit.file);
      if (why !== undefined) faults.push(`${placeOf(unit, node)}: ${node.text} (${why})`);
    });
    return faults;
  });
}

function retiredIn(name: string, file: string): string | undefined {
  if (exempt.has(name)) return undefined;
  const words = wordsOf(name);
  // LiveChat's HelpDesk is two words in camel case.
  const own = words.filter((word, index) => !(word === 'desk' && words[index - 1] === 'help'));
  const pair = own
    .map((each, index) => `${own[index - 1]} ${each}`)
    .find((each) => Object.hasOwn(retiredPairs, each));
  if (pair !== undefined) return `${pair}: ${retiredPairs[pair]}`;
  const word = own.find((each) => retiredWords.has(each) && !(each === 'relay' && isDevTunnels(file)));
  return word === undefined ? undefined : `${word}: ${retiredWords.get(word)}`;
}

/** `deskDoor`, `DeskDoor`, `DESK_DOOR`: desk, door. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[ _#]+/);
}

/** Comments that cite a numbered section of a document that is not named with its path or RFC number. */
export function sectionFaults(units: readonly SourceUnit[]): string[] {
  return units.flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, index) => {
      const isCited = /\bsections? \d+(\.\d+)*/i.test(line) && !/docs\/[\w-]+\.md|RFC \d+|https?:/.test(line);
      return isCited ? [`${file}:${index + 1} cites a section of no document`] : [];
    }),
  );
}

/** Comments and test titles with a retired phrase. */
export function phraseFaults(units: readonly SourceUnit[]): string[] {
  return units.flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, index) => {
      const prose =
        /^\s*(?:it|describe)\((.*)/.exec(line)?.[1] ?? /(?:^|\s)(?:\/\/|\/\*\*|\*)\s(.*)/.exec(line)?.[1];
      const phrase = retiredPhrases.exec(prose ?? '')?.[0];
      return phrase === undefined ? [] : [`${file}:${index + 1} says "${phrase}"`];
    }),
  );
}
