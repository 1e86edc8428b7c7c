import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { panelTypes, viewIds, whenSettings } from '../../src/manifest';
import { contextValuesOf, itemLabelsOf, setKeysOf } from './support/codeFacts';
import {
  keybindingCommands,
  linkedCommands,
  nlsKeyOf,
  readManifest,
  readTexts,
  textsOf,
} from './support/manifestFile';
import { readUnits, unitOf } from './support/sourceUnits';
import { evaluate, parseWhen, whenFaults, type ContextValue, type KnownContext } from './support/whenClause';

const { contributes } = readManifest();
const english = readTexts('package.nls.json');
const src = readUnits('src');
const contextValues = contextValuesOf(unitOf('src/manifest.ts', readFileSync('src/manifest.ts', 'utf8')));
/** Keys that the editor sets. */
const editorKeys = new Map<string, readonly ContextValue[]>([
  ['activeWebviewPanelId', Object.values(panelTypes)],
  ['focusedView', Object.values(viewIds)],
  ...['listFocus', 'inputFocus', 'treestickyScrollFocused'].map((key) => [key, [true, false]] as const),
  ...Object.values(whenSettings).map((key) => [`config.${key}`, [true, false]] as const),
]);
const contributedViews = Object.values(contributes.views).flat();

type Context = Readonly<Record<string, ContextValue>>;

const signedOut: Context = { 'livechat.session': 'signed-out' };
const classic: Context = { 'livechat.session': 'signed-in' };
const platform: Context = { ...classic, 'livechat.chats.available': true };
/** What a person can be in. */
const situations = {
  signedOut,
  'signed out in a team': { ...signedOut, 'livechat.team': true },
  classic,
  'classic in a team': { ...classic, 'livechat.team': true },
  platform,
  refused: { ...platform, 'livechat.session': 'rejected' },
  'refused in a team': { ...platform, 'livechat.session': 'rejected', 'livechat.team': true },
} satisfies Readonly<Record<string, Context>>;

function isEnabled(command: string, context: Context): boolean {
  const { enablement = 'true' } = contributes.commands.find((one) => one.command === command) ?? {};
  return evaluate(parseWhen(enablement), context);
}

/** The commands in the Command Palette. */
function paletteOf(context: Context): readonly string[] {
  const entries = contributes.menus.commandPalette ?? [];
  const isShown = (command: string): boolean =>
    entries.every((entry) => entry.command !== command || evaluate(parseWhen(entry.when ?? 'true'), context));
  const all = contributes.commands.map(({ command }) => command);
  return all.filter((command) => isShown(command) && isEnabled(command, context));
}

describe('when-clauses', () => {
  const known: KnownContext = {
    keys: new Map([...contextValues, ...editorKeys]),
    views: contributedViews.map(({ id }) => id),
    itemLabels: itemLabelsOf(src),
  };
  const clauses = textsOf(contributes).flatMap(([path, text]) => {
    if (/\.(when|enablement)$/.test(path)) return [text];
    return /\.completionEvents\.\d+$/.test(path) ? [text.replace(/^onContext:/, '')] : [];
  });

  it('name only known keys and compare them with values that they take', () => {
    assert.ok(clauses.length > 0);
    assert.deepEqual(
      clauses.flatMap((clause) => whenFaults(clause, known)),
      [],
    );
  });

  it('an unknown key, value, view and item word are faults', () => {
    const invented: KnownContext = {
      keys: new Map<string, ContextValue[]>([
        ['a.state', ['idle', 'ready']],
        ['a.on', [true, false]],
      ]),
      views: ['a'],
      itemLabels: ['row'],
    };
    const faultsOf = (clause: string): number => whenFaults(clause, invented).length;
    assert.equal(faultsOf("view == a && a.state == 'idle' || !a.on && viewItem =~ /\\brow\\b/"), 0);
    assert.equal(faultsOf('a.of'), 1);
    assert.equal(faultsOf("a.state == 'busy'"), 1);
    assert.equal(faultsOf('a.state =~ /^(idle|busy)$/'), 1);
    assert.equal(faultsOf('a.state'), 1);
    assert.equal(faultsOf('view == b'), 1);
    assert.equal(faultsOf('viewItem =~ /\\browe\\b/'), 1);
    assert.throws(() => faultsOf('(a.on)'), SyntaxError);
  });

  it('every context key is set by the code and used by the manifest', () => {
    const byKey = keybindingCommands(contributes).filter(({ command }) => command === '_setContext');
    const set = new Set([...setKeysOf(src), ...byKey.map(({ args }) => String(args[0]))]);
    const used = new Set(
      clauses.flatMap((clause) =>
        parseWhen(clause)
          .flat()
          .map(({ key }) => key),
      ),
    );
    for (const key of contextValues.keys()) {
      assert.ok(set.has(key), `nothing sets ${key}`);
      assert.ok(used.has(key), `no when-clause uses ${key}`);
    }
  });

  it('no menu of rows depends on a key that changes with each arrow key, as the editor then draws all rows again', () => {
    const byKey = new Set(
      keybindingCommands(contributes)
        .filter(({ command }) => command === '_setContext')
        .map(({ args }) => String(args[0])),
    );
    assert.ok(byKey.size > 0);
    const enablementOf = (id: string): string =>
      contributes.commands.find(({ command }) => command === id)?.enablement ?? '';
    for (const [menu, entries] of Object.entries(contributes.menus)) {
      if (menu === 'commandPalette') continue;
      for (const { command = '', when = '' } of entries) {
        const clause = [when, enablementOf(command)].filter(Boolean).join(' && ');
        const keys = clause === '' ? [] : parseWhen(clause).flat();
        assert.deepEqual(
          keys.filter(({ key }) => byKey.has(key)),
          [],
          `${command} in ${menu}`,
        );
      }
    }
  });

  it('an empty view always says exactly one thing, and a filled one nothing', () => {
    const statesOf = (view: string): readonly ContextValue[] => contextValues.get(`${view}.state`) ?? [];
    const sessions = contextValues.get('livechat.session') ?? [];
    assert.ok(statesOf('livechat.tickets').includes('failed-server') && sessions.includes('rejected'));
    assert.ok(statesOf('livechat.activity').includes('off'));
    for (const { id } of contributedViews) {
      for (const session of sessions) {
        for (const state of statesOf(id)) {
          for (const filtered of [true, false]) {
            for (const team of [true, false]) {
              const context = {
                'livechat.session': session,
                'livechat.team': team,
                [`${id}.state`]: state,
                [`${id}.filtered`]: filtered,
              };
              const said = contributes.viewsWelcome.filter(
                ({ view, when }) => view === id && (when === undefined || evaluate(parseWhen(when), context)),
              );
              // The events of a team need no account.
              const hasRows = session !== 'signed-out' || (team && id === 'livechat.activity');
              const expected = hasRows && state === 'ready' ? 0 : 1;
              assert.equal(said.length, expected, `${id} with ${JSON.stringify(context)}`);
            }
          }
        }
      }
    }
  });

  it('the buttons of an empty view can be used', () => {
    for (const [situation, context] of Object.entries(situations)) {
      for (const { view, contents, when = 'true' } of contributes.viewsWelcome) {
        for (const state of contextValues.get(`${view}.state`) ?? []) {
          const shown = { ...context, [`${view}.state`]: state, [`${view}.filtered`]: state === 'filtered' };
          if (!evaluate(parseWhen(when), shown)) continue;
          for (const command of linkedCommands(english[nlsKeyOf(contents) ?? ''] ?? '')) {
            assert.ok(isEnabled(command, shown), `${command} in ${view}, ${situation}, ${String(state)}`);
          }
        }
      }
    }
  });

  it('the Command Palette has what works, also without an account, in a team and for each kind of account', () => {
    const always = [
      ...[
        'account.signIn',
        'sandbox.open',
        'sandbox.openPlatform',
        'walkthrough.open',
        'privacy.toggleShield',
      ],
      ...['team.join', 'team.newKey', 'log.show', 'audit.show', 'calls.show', 'localData.delete'],
      ...['replies.insert', 'replies.new', 'replies.scheduled'],
    ];
    const ofMembers = [
      ...['team.leave', 'webhooks.start', 'webhooks.doctor', 'activity.sendTestEvent'],
      ...['activity.refresh', 'activity.filter', 'activity.markAllRead'],
    ];
    const namesIn = (context: Context): readonly string[] =>
      paletteOf(context).map((command) => command.replace('livechat.', ''));
    assert.deepEqual([...namesIn(signedOut)].sort(), [...always].sort());
    assert.deepEqual(
      [...namesIn(situations['signed out in a team'])].sort(),
      [...always, ...ofMembers].sort(),
    );
    for (const name of [
      'ticket.create',
      'agent.create',
      'tickets.search',
      'search',
      'statistics',
      'handover',
    ]) {
      assert.ok(namesIn(classic).includes(name) && namesIn(platform).includes(name), name);
    }
    const isOfChats = (name: string): boolean => /^chats?\./.test(name);
    assert.deepEqual(namesIn(classic).filter(isOfChats), []);
    for (const name of ['chats.answer', 'chats.handOver', 'chat.search', 'chat.join', 'chat.resume']) {
      assert.ok(namesIn(platform).includes(name), name);
    }
    const refused = namesIn(situations.refused);
    assert.ok(refused.includes('account.tryAgain') && refused.includes('account.signInAgain'));
    assert.ok(!namesIn(platform).includes('account.tryAgain'));
  });

  it('signed out, refused, loading, empty and each failure read differently', () => {
    for (const { id } of contributedViews) {
      const texts = contributes.viewsWelcome
        .filter(({ view }) => view === id)
        .map((entry) => english[nlsKeyOf(entry.contents) ?? '']);
      assert.equal(new Set(texts).size, texts.length, id);
    }
  });
});
