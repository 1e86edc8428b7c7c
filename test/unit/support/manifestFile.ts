import { readFileSync } from 'node:fs';

export interface CommandEntry {
  readonly command: string;
  readonly title: string;
  readonly category?: string;
  readonly icon?: string;
  readonly enablement?: string;
}

export interface MenuEntry {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

export interface WelcomeEntry {
  readonly view: string;
  readonly contents: string;
  readonly when?: string;
}

export interface SettingEntry {
  readonly type?: string;
  readonly minimum?: number;
  readonly default?: unknown;
  readonly scope?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly markdownDescription?: string;
}

/** The parts of `package.json` that the guards read. */
export interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly displayName: string;
  readonly license: string;
  readonly icon: string;
  readonly l10n: string;
  readonly engines: { readonly vscode: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly viewsContainers: Readonly<
      Record<string, readonly { readonly id: string; readonly title: string; readonly icon: string }[]>
    >;
    readonly views: Readonly<
      Record<string, readonly { readonly id: string; readonly name: string; readonly when?: string }[]>
    >;
    readonly viewsWelcome: readonly WelcomeEntry[];
    readonly commands: readonly CommandEntry[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly keybindings?: readonly KeybindingEntry[];
    readonly authentication: readonly { readonly id: string; readonly label: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, SettingEntry>> };
    readonly languageModelTools?: readonly { readonly name: string }[];
  };
}

type CalledCommand = string | { readonly command: string; readonly args?: readonly unknown[] };

interface KeybindingEntry extends MenuEntry {
  /** Of `runCommands`. */
  readonly args?: { readonly commands: readonly CalledCommand[] };
}

/** The commands that the keybindings call, also one after the other. */
export function keybindingCommands({ keybindings = [] }: Manifest['contributes']) {
  return keybindings.flatMap(({ command, args }) =>
    (args?.commands ?? [command ?? '']).map((call) =>
      typeof call === 'string' ? { command: call, args: [] } : { args: [], ...call },
    ),
  );
}

export type Texts = Readonly<Record<string, string>>;

export function readManifest(): Manifest {
  return JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
}

export function readTexts(file: string): Texts {
  return JSON.parse(readFileSync(file, 'utf8')) as Texts;
}

/** Every string in a JSON value with its path, e.g. `contributes.commands.0.title`. */
export function textsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    textsOf(inner, path === '' ? key : `${path}.${key}`),
  );
}

/** The key of a text such as `%view.tickets%`. */
export function nlsKeyOf(text: string): string | undefined {
  return /^%([^%\s]+)%$/.exec(text)?.[1];
}

/** Parts of a text that a translation must retain: placeholders, command links, code, icons. */
export function fixedParts(text: string): string[] {
  return (text.match(/\{\w+\}|\]\([^)]*\)|`[^`]*`|\$\([\w~-]+\)/g) ?? []).sort();
}

/** Commands that a welcome text links to. */
export function linkedCommands(text: string): string[] {
  return [...text.matchAll(/\]\(command:([\w.]+)/g)].map(([, id = '']) => id);
}

/** Written for language models, which read English whatever the user's language. */
const forModels = /^languageModelTools\.\d+\.(name|inputSchema\..*)$/;

/** User-visible strings of a contribution, without keys and brands. */
export function untranslatedFaults(contributes: unknown, brands: readonly string[]): string[] {
  const shown =
    /(^|\.)(title|name|label|contents|description|markdownDescription|category|displayName|userDescription|altText|enumDescriptions\.\d+)$/;
  return textsOf(contributes)
    .filter(([path]) => shown.test(path) && !forModels.test(path))
    .filter(([, text]) => nlsKeyOf(text) === undefined && !brands.includes(text))
    .map(([path, text]) => `${path} is not translated: ${text}`);
}
