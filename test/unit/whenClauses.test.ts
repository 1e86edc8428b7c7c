import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { panelTypes, viewIds, whenSettings } from '../../src/manifest';
import { contextValuesOf, itemLabelsOf, setKeysOf } from './support/codeFacts';
import { keybindingCommands, nlsKeyOf, readManifest, readTexts, textsOf } from './support/manifestFile';
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

  it('an empty view always says exactly one thing, and a filled one nothing', () => {
    const statesOf = (view: string): readonly ContextValue[] => contextValues.get(`${view}.state`) ?? [];
    const sessions = contextValues.get('livechat.session') ?? [];
    assert.ok(statesOf('livechat.tickets').includes('failed-server') && sessions.includes('rejected'));
    assert.ok(statesOf('livechat.activity').includes('off'));
    for (const { id } of contributedViews) {
      for (const session of sessions) {
        for (const state of statesOf(id)) {
          for (const filtered of [true, false]) {
            const context = {
              'livechat.session': session,
              [`${id}.state`]: state,
              [`${id}.filtered`]: filtered,
            };
            const said = contributes.viewsWelcome.filter(
              ({ view, when }) => view === id && (when === undefined || evaluate(parseWhen(when), context)),
            );
            const expected = session !== 'signed-out' && state === 'ready' ? 0 : 1;
            assert.equal(said.length, expected, `${id} with ${JSON.stringify(context)}`);
          }
        }
      }
    }
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
