import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import {
  authenticationId,
  chatSettings,
  commandIds,
  localDataSettings,
  presenceSettings,
  settingKeys,
  surfaceSettings,
  teamSettings,
  replySettings,
  ticketSettings,
  viewIds,
  whenSettings,
} from '../../src/manifest';
import { calledCommands, registrationsOf, servedCommands, type Registration } from './support/codeFacts';
import * as contract from './support/contract';
import {
  fixedParts,
  keybindingCommands,
  linkedCommands,
  nlsKeyOf,
  readManifest,
  readTexts,
  textsOf,
  untranslatedFaults,
} from './support/manifestFile';
import { readUnits, unitOf } from './support/sourceUnits';

const manifest = readManifest();
const { contributes } = manifest;
const english = readTexts('package.nls.json');
const portuguese = readTexts('package.nls.pt-br.json');
const src = readUnits('src');
const registrations = registrationsOf(src);

const commandEntries = contributes.commands;
const declared = commandEntries.map(({ command }) => command);
const contributedViews = Object.values(contributes.views).flat();
const palette = contributes.menus.commandPalette ?? [];
const hidden = palette.flatMap(({ command, when }) => (when === 'false' && command ? [command] : []));
const settings = contributes.configuration.properties;

function textOf(value: string): string {
  const key = nlsKeyOf(value);
  return key === undefined ? value : (english[key] ?? '');
}

function idOf({ key }: Pick<Registration, 'key'>): string {
  return (commandIds as Readonly<Record<string, string>>)[key] ?? key;
}

describe('manifest and contract', () => {
  it('name, publisher, licence and engine are the promised ones', () => {
    const { name, publisher, displayName, license, engines } = manifest;
    assert.deepEqual({ name, publisher, displayName, license, engines }, contract.identity);
  });

  it('the editor types are pinned to the oldest supported editor', () => {
    assert.equal(`^${manifest.devDependencies['@types/vscode']}`, contract.identity.engines.vscode);
  });

  it('scripts, views, commands, settings and tools are there or on the list of what is to come', () => {
    const tools = (contributes.languageModelTools ?? []).map(({ name }) => name);
    assert.deepEqual(contract.promiseFaults(contract.scripts, Object.keys(manifest.scripts)), []);
    assert.deepEqual(contract.promiseFaults(Object.keys(contract.settings), Object.keys(settings)), []);
    assert.deepEqual(contract.promiseFaults(contract.tools, tools), []);
    assert.deepEqual(
      contract.promiseFaults(
        Object.keys(contract.views),
        contributedViews.map(({ id }) => id),
      ),
      [],
    );
    const commands = [...declared, ...Object.values(commandIds)];
    assert.deepEqual(contract.promiseFaults(contract.commands, commands), []);
  });

  it('a promise that is missing, and one that is built but still to come, are faults', () => {
    assert.deepEqual(contract.promiseFaults(['a', 'b', 'c', 'd'], ['a', 'c'], new Set(['b', 'c'])), [
      'c is built: take it off notYet',
      'd is promised and missing',
    ]);
  });

  it('every setting has the promised type, default and values, and application scope', () => {
    for (const [key, { type, minimum, default: value, scope, enum: values }] of Object.entries(settings)) {
      assert.equal(scope, 'application', `${key} could be set by a folder that somebody else made`);
      if (key in contract.settings) assert.equal(type, contract.settingTypes[key] ?? 'string', key);
      if (key in contract.settings) assert.equal(minimum, contract.settingMinimums[key], key);
      if (key in contract.settings) assert.deepEqual(value, contract.settings[key], key);
      if (key in contract.settingValues) assert.deepEqual(values, contract.settingValues[key], key);
    }
  });

  it('the container holds the promised views in order, with their titles', () => {
    const containers = contributes.viewsContainers.activitybar ?? [];
    assert.deepEqual(
      containers.map(({ id }) => id),
      [contract.container],
    );
    assert.deepEqual(
      contributedViews.map(({ id, name }) => [id, textOf(name)]),
      Object.entries(contract.views).filter(([id]) => !contract.notYet.has(id)),
    );
    assert.deepEqual(Object.keys(contributes.views), [contract.container]);
  });

  it('the palette shows the promised titles under LiveChat', () => {
    for (const { command, category } of commandEntries) assert.equal(category, contract.category, command);
    const shown = commandEntries.filter(({ command }) => !hidden.includes(command));
    const titles = new Map(shown.map(({ title, command }) => [textOf(title), command]));
    assert.deepEqual(contract.promiseFaults(Object.keys(contract.paletteTitles), [...titles.keys()]), []);
    for (const [title, command] of titles) {
      const promised = contract.paletteTitles[title];
      if (promised !== undefined) assert.equal(command, promised, title);
    }
  });
});

describe('manifest and code', () => {
  it('commands, views, settings and the authentication are those of src/manifest.ts', () => {
    assert.deepEqual([...declared].sort(), Object.values(commandIds).sort());
    assert.deepEqual(contributedViews.map(({ id }) => id).sort(), Object.values(viewIds).sort());
    const keys = [
      ...[
        settingKeys,
        replySettings,
        surfaceSettings,
        chatSettings,
        localDataSettings,
        presenceSettings,
        teamSettings,
        ticketSettings,
        whenSettings,
      ],
    ].flatMap((each) => Object.values<string>(each));
    assert.deepEqual(Object.keys(settings).sort(), keys.sort());
    assert.deepEqual(
      contributes.authentication.map(({ id }) => id),
      [authenticationId],
    );
  });

  it('every command is registered exactly once for the user, or has a handler for code only', () => {
    const registered = registrations.map(({ key }) => key);
    const codeOnly = [...servedCommands(src)].filter((key) => !registered.includes(key));
    assert.deepEqual([...registered, ...codeOnly].sort(), Object.keys(commandIds).sort());
    for (const key of codeOnly) assert.ok(hidden.includes(idOf({ key })), `${key} is shown to the user`);
  });

  it('every setting and view is used by the code', () => {
    const text = src.map((unit) => (unit.file === 'src/manifest.ts' ? '' : unit.text)).join('\n');
    for (const key of Object.keys(settingKeys)) assert.match(text, new RegExp(`settingKeys\\.${key}\\b`));
    for (const key of Object.keys(chatSettings)) assert.match(text, new RegExp(`chatSettings\\.${key}\\b`));
    assert.match(text, /surfaceSettings\[/);
    for (const key of Object.keys(presenceSettings)) {
      assert.match(text, new RegExp(`presenceSettings\\.${key}\\b`));
    }
    for (const key of Object.keys(localDataSettings)) {
      assert.match(text, new RegExp(`localDataSettings\\.${key}\\b`));
    }
    const clauses = textsOf(contributes).flatMap(([path, clause]) =>
      path.endsWith('.when') ? [clause] : [],
    );
    for (const key of Object.values(whenSettings)) {
      assert.ok(
        clauses.some((clause) => clause.includes(`config.${key}`)),
        key,
      );
    }
    for (const key of Object.keys(viewIds)) assert.match(text, new RegExp(`viewIds\\.${key}\\b`));
  });

  it('menus, keybindings and welcome texts name commands that exist', () => {
    const byKey = keybindingCommands(contributes).filter(
      ({ command }) => !/^(list\.|_setContext$)/.test(command),
    );
    const entries = [...Object.values(contributes.menus).flat(), ...byKey];
    const links = [english, portuguese].flatMap((texts) => Object.values(texts).flatMap(linkedCommands));
    for (const command of [...entries.flatMap((entry) => entry.command ?? []), ...links]) {
      assert.ok(declared.includes(command), `there is no command ${command}`);
    }
  });

  it('a command that needs a tree item is hidden from the palette', () => {
    for (const registration of registrations.filter(({ takesItem }) => takesItem)) {
      assert.ok(hidden.includes(idOf(registration)), `${registration.place} takes an item`);
    }
  });

  it('a command that takes its item is recognised by its handler', () => {
    const text =
      'door.register(commandIds.a, why, () => 1); door.register(commandIds.b, why, (node) => node);';
    assert.deepEqual(
      registrationsOf([unitOf('a.ts', text)]).map(({ key, takesItem }) => [key, takesItem]),
      [
        ['a', false],
        ['b', true],
      ],
    );
  });

  it('a command that the palette hides can be reached in another way', () => {
    const called = calledCommands(src);
    const inMenus = Object.entries(contributes.menus)
      .filter(([menu]) => menu !== 'commandPalette')
      .flatMap(([, entries]) => entries.flatMap(({ command }) => command ?? []));
    const byKey = keybindingCommands(contributes).map(({ command }) => command);
    const links = Object.values(english).flatMap(linkedCommands);
    for (const [key, id] of Object.entries(commandIds).filter(([, id]) => hidden.includes(id))) {
      assert.ok(
        called.has(key) || inMenus.includes(id) || byKey.includes(id) || links.includes(id),
        `nobody can reach ${id}`,
      );
    }
  });

  it('a command of a title bar has an icon', () => {
    const entries = contributes.menus['view/title'] as readonly { command: string; group?: string }[];
    for (const { command } of entries.filter(({ group }) => group?.startsWith('navigation'))) {
      assert.ok(commandEntries.find((entry) => entry.command === command)?.icon, `${command} has no icon`);
    }
  });

  it('every file that the manifest names exists', () => {
    const files = textsOf(manifest).filter(
      ([path, text]) => /(^|\.)(icon|svg)$/.test(path) && !text.startsWith('$('),
    );
    assert.ok(files.length > 0);
    for (const [path, file] of files) assert.ok(existsSync(file), `${path} names ${file}`);
    assert.ok(existsSync(manifest.l10n));
  });
});

describe('texts of the manifest', () => {
  const used = textsOf(manifest).flatMap(([, text]) => nlsKeyOf(text) ?? []);

  it('every key is used and exists in both languages', () => {
    assert.deepEqual(Object.keys(english).sort(), [...new Set(used)].sort());
    assert.deepEqual(Object.keys(portuguese).sort(), Object.keys(english).sort());
  });

  it('nothing that a person reads is left out of translation', () => {
    assert.deepEqual(untranslatedFaults(contributes, ['LiveChat']), []);
    assert.deepEqual(untranslatedFaults({ commands: [{ title: 'Sign In', icon: '$(x)' }] }, ['LiveChat']), [
      'commands.0.title is not translated: Sign In',
    ]);
  });

  it('both languages have the same links, placeholders and code', () => {
    for (const [key, text] of Object.entries(english)) {
      assert.deepEqual(fixedParts(portuguese[key] ?? ''), fixedParts(text), key);
    }
    assert.deepEqual(fixedParts('Use `x` in {0}: [Go](command:a.b)'), ['](command:a.b)', '`x`', '{0}']);
  });
});
