import type { ImportGraph } from './imports';

/**
 * The rooms and their ranks; `docs/architecture.md` explains them. A file may import its own room and
 * rooms of a lower rank. Rooms of equal rank do not import each other.
 */
export const ranks: Readonly<Record<string, number>> = {
  'src/core/base': 0,
  'src/manifest.ts': 0,
  'src/core/domain': 1,
  'src/core/storage': 1,
  'src/core/metering': 2,
  'src/core/replies': 2,
  'src/core/presence': 2,
  'src/core/export': 2,
  'src/core/tunnel': 2,
  'src/core/cluster': 2,
  'src/core/localData': 2,
  'src/core/mail': 2,
  'src/core/team': 2,
  'src/sandbox': 2,
  'src/protocol': 2,
  'src/core/api': 3,
  'src/core/stores': 3,
  'src/core/events/status': 3,
  'src/core/actions': 4,
  'src/core/events/journal': 4,
  'src/core/events/receiver': 4,
  'src/core/events/rtm': 4,
  'src/webview': 4,
  'src/core/bulk': 5,
  'src/core/chats': 5,
  'src/core/events/ingest': 5,
  'src/core/events/publish': 5,
  'src/core/scheduling': 5,
  'src/core/events/transports': 6,
  'src/core/shield': 6,
  'src/core/events/listener': 7,
  'src/core/events/service': 8,
  'src/core/receiverProgram': 9,
  'src/ui/messages': 9,
  'src/ui/shell': 10,
  'src/ui/forms': 11,
  'src/ui/commandApi': 11,
  'src/ui/team': 11,
  'src/ui/tunnels': 11,
  'src/ui/visitorCard': 11,
  'src/ui/presence': 11,
  'src/ui/account': 12,
  'src/ui/tickets': 12,
  'src/ui/bulk': 12,
  'src/ui/replies': 12,
  'src/ui/scheduling': 12,
  'src/ui/reports': 12,
  'src/ui/ticketDetail': 12,
  'src/ui/agents': 12,
  'src/ui/activity': 12,
  'src/ui/chatDetail': 12,
  'src/ui/chats': 12,
  'src/ui/extensionApi': 12,
  'src/ui/walkthrough': 12,
  'src/ui/audit': 12,
  'src/ui/tools': 12,
  'src/ui/demo': 12,
  'src/ui/listening': 12,
  'src/ui/localData': 12,
  'src/ui/shield': 12,
  'src/wiring': 13,
  'src/extension.ts': 14,
};

/** Rooms that ship in bundles of their own and are loaded on first use. */
export const lazyRooms: readonly string[] = [
  'src/core/api',
  'src/sandbox',
  'src/core/events/rtm',
  'src/core/events/journal',
  'src/core/events/receiver',
  'src/core/cluster',
  'src/core/chats',
  'src/core/presence',
  'src/core/shield',
];

const eventRooms: readonly string[] = [
  'src/core/events/ingest',
  'src/core/events/transports',
  'src/core/events/listener',
  'src/core/events/service',
  'src/core/receiverProgram',
];
/** Rooms that are only in lazy bundles, and may therefore import values of a lazy room. */
const bundledBy: Readonly<Record<string, readonly string[]>> = {
  'src/core/events/journal': [...eventRooms, 'src/ui/localData'],
  'src/core/events/receiver': eventRooms,
  'src/core/cluster': eventRooms,
  'src/core/shield': ['src/ui/shield'],
  'src/core/presence': ['src/core/events/service', 'src/ui/presence'],
  'src/core/chats': ['src/ui/chats', 'src/ui/chatDetail', 'src/core/events/service'],
};

/** Packages, and the rooms that may import them. */
export const packageRooms: Readonly<Record<string, readonly string[]>> = {
  'node-fetch': ['src/core/api'],
  'p-queue': ['src/core/api'],
  'p-retry': ['src/core/api'],
  valibot: ['src/core/api', 'src/sandbox'],
  'email-reply-parser': ['src/core/mail'],
  'postal-mime': ['src/core/mail'],
  hono: ['src/sandbox'],
  '@hono/node-server': ['src/sandbox'],
  qs: ['src/sandbox'],
  yaml: ['src/core/replies'],
  'csv-stringify': ['src/core/export'],
  'chart.js': ['src/webview'],
  '@nats-io/jetstream': ['src/core/team'],
  '@nats-io/kv': ['src/core/team'],
  '@nats-io/nats-core': ['src/core/team'],
  '@nats-io/transport-node': ['src/core/team'],
  ws: ['src/core/events/rtm', 'src/sandbox'],
  '@microsoft/dev-tunnels-connections': ['src/core/tunnel'],
  '@microsoft/dev-tunnels-contracts': ['src/core/tunnel'],
  '@microsoft/dev-tunnels-management': ['src/core/tunnel'],
  '@microsoft/dev-tunnels-ssh': ['src/core/tunnel'],
};

export function roomOf(file: string): string | undefined {
  return Object.keys(ranks).find((room) => file === room || file.startsWith(`${room}/`));
}

export function isUi(file: string): boolean {
  return /^src\/(ui\/|wiring\/|extension\.ts$)/.test(file);
}

/** The package of an import: `@scope/name` or `name`, such as `hono` for `hono/tiny`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Imports of a higher or equal rank, and files without a room. */
export function rankFaults(graph: ImportGraph): string[] {
  const faults: string[] = [];
  for (const [file, imports] of graph) {
    const room = roomOf(file);
    if (room === undefined) {
      faults.push(`${file} is in no room: give it one in test/unit/support/rooms.ts`);
      continue;
    }
    for (const { target, place } of imports) {
      if (target === undefined || target === 'package.json') continue;
      const other = roomOf(target);
      if (other === room) continue;
      if (other === undefined) faults.push(`${place} imports ${target}, which is in no room`);
      else if ((ranks[other] ?? 0) >= (ranks[room] ?? 0)) {
        faults.push(`${place}: ${room} may not import ${other} (rank ${ranks[room]} to ${ranks[other]})`);
      }
    }
  }
  return faults;
}

/** Forbidden imports: of the editor, Node, a package, a lazy bundle, or a room that is not accessible. */
export function wallFaults(graph: ImportGraph): string[] {
  return [...graph].flatMap(([file, imports]) =>
    imports.flatMap(({ specifier, target, kind, place }) => {
      const why = target === undefined ? foreignFault(file, specifier) : ownFault(file, target, kind);
      return why === undefined ? [] : [`${place} imports ${specifier}: ${why}`];
    }),
  );
}

function foreignFault(file: string, specifier: string): string | undefined {
  if (specifier === 'vscode')
    return isUi(file) ? undefined : 'only src/ui, src/wiring and src/extension.ts may';
  if (specifier.startsWith('node:')) return isUi(file) ? 'only src/core and src/sandbox may' : undefined;
  const name = packageOf(specifier);
  const rooms = packageRooms[name];
  if (rooms === undefined) return `${name} has no room in test/unit/support/rooms.ts`;
  return rooms.includes(roomOf(file) ?? '') ? undefined : `only ${rooms.join(' and ')} may`;
}

function ownFault(file: string, target: string, kind: string): string | undefined {
  const room = roomOf(file);
  const other = roomOf(target);
  if (room === 'src/webview' && other !== room && other !== 'src/protocol') {
    return 'a page knows its protocol and nothing else';
  }
  if (target === 'src/manifest.ts' && !isUi(file)) return 'names of the manifest are for src/ui';
  if (room === 'src/sandbox' && other !== room && other !== 'src/core/base') {
    return 'the sandbox knows nothing of the client it tests';
  }
  if (other === undefined || other === room || bundledBy[other]?.includes(room ?? '') === true)
    return undefined;
  if (lazyRooms.includes(other) && kind === 'value') {
    return 'a lazy bundle is reached by import() or import type';
  }
  return undefined;
}
