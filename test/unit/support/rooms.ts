import type { ImportGraph } from './imports';

/**
 * The rooms of the house and their ranks; `docs/architecture.md` says why. A file may import its own room and
 * rooms of a lower rank. Rooms of equal rank do not know each other.
 */
export const ranks: Readonly<Record<string, number>> = {
  'src/core/base': 0,
  'src/manifest.ts': 0,
  'src/core/domain': 1,
  'src/core/api': 2,
  'src/core/journal': 2,
  'src/core/receiver': 2,
  'src/core/rtm': 2,
  'src/core/stores': 2,
  'src/core/tunnel': 2,
  'src/core/windows': 2,
  'src/sandbox': 2,
  'src/protocol': 2,
  'src/core/actions': 3,
  'src/core/relay': 3,
  'src/webview': 3,
  'src/ui/shell': 4,
  'src/ui/forms': 5,
  'src/ui/work': 5,
  'src/ui/account': 6,
  'src/ui/tickets': 6,
  'src/ui/ticketDetail': 6,
  'src/ui/agents': 6,
  'src/ui/activity': 6,
  'src/ui/chatDetail': 6,
  'src/ui/extensionApi': 6,
  'src/ui/walkthrough': 6,
  'src/ui/audit': 6,
  'src/ui/tools': 6,
  'src/ui/demo': 6,
  'src/ui/listening': 6,
  'src/wiring': 7,
  'src/extension.ts': 8,
};

/** Rooms that ship in bundles of their own and are loaded on first use. */
export const lazyRooms: readonly string[] = [
  'src/core/api',
  'src/sandbox',
  'src/core/rtm',
  'src/core/journal',
  'src/core/receiver',
  'src/core/windows',
];

/** The room in whose bundle a lazy room lies, and which may therefore import it like any other. */
const bundledBy: Readonly<Record<string, string>> = {
  'src/core/journal': 'src/core/relay',
  'src/core/receiver': 'src/core/relay',
  'src/core/windows': 'src/core/relay',
};

/** Packages that the code may use, and the rooms that may. */
export const packageRooms: Readonly<Record<string, readonly string[]>> = {
  'node-fetch': ['src/core/api'],
  'p-queue': ['src/core/api'],
  'p-retry': ['src/core/api'],
  valibot: ['src/core/api', 'src/sandbox'],
  hono: ['src/sandbox'],
  '@hono/node-server': ['src/sandbox'],
  qs: ['src/sandbox'],
  ws: ['src/core/rtm', 'src/sandbox'],
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

/** `@scope/name` or `name` of an import such as `hono/tiny`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Imports that go up or sideways, and files without a room. */
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

/** Imports through a wall: of the editor, of Node, of a package, of a lazy bundle, or of what a room must not know. */
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
  if (other === undefined || other === room || bundledBy[other] === room) return undefined;
  if (lazyRooms.includes(other) && kind === 'value') {
    return 'a lazy bundle is reached by import() or import type';
  }
  return undefined;
}
