import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { getL10nJson } from '@vscode/l10n-dev';
import { isUi } from './support/rooms';
import { callFaults, hardCodedFaults, translationFaults, unextractedFaults } from './support/localised';
import { readTexts } from './support/manifestFile';
import { readUnits, unitOf } from './support/sourceUnits';

const src = readUnits('src');
const bundleFile = 'l10n/bundle.l10n.json';
const translatedFile = 'l10n/bundle.l10n.pt-br.json';
/** Texts that are the same in Portuguese and English. */
const sameInBoth: ReadonlySet<string> = new Set([
  'Chat',
  'Chats',
  'Chats: {0}',
  'E-mail',
  'E-mail {0}',
  'IP {0}',
  'Facebook',
  'LiveChat',
  'LiveChat: {0}',
  'Login',
  'Normal',
  'Spam',
  'Status',
  'Supervisor',
  'Tag',
  'Tags',
  'Ticket',
  'Ticket {0}',
  'Tickets',
  'Tickets: {0}',
  'Token',
  'Webhooks',
  'normal',
  'offline',
  '{0} ms',
]);

describe('strings of the code', () => {
  it('are all in the bundle, and nothing else is: node scripts/l10n.mjs', async () => {
    const found = await getL10nJson(src.map(({ text }) => ({ extension: '.ts', contents: text })));
    assert.deepEqual(Object.keys(readTexts(bundleFile)).sort(), Object.keys(found).sort());
  }).timeout(60_000);

  it('are extracted wherever they are written', async () => {
    assert.deepEqual(unextractedFaults(src, readTexts(bundleFile)), []);
    const text = ['l10n.t("Ready");', 'l10n.t(/* a comment */ "Busy");', "l10n.t('Wait\\u2026');"].join('\n');
    const bundle = await getL10nJson([
      { extension: '.ts', contents: `import { l10n } from 'vscode';\n${text}` },
    ]);
    const texts = Object.fromEntries(Object.keys(bundle).map((key) => [key, key]));
    assert.deepEqual(unextractedFaults([unitOf('a.ts', text)], texts), [
      'a.ts:2 "Busy" is not in the bundle',
      'a.ts:3 "Wait…" is not in the bundle',
    ]);
  });

  it('are all in the translation, and nothing else is: node scripts/l10n.mjs', () => {
    assert.deepEqual(
      Object.keys(readTexts(translatedFile)).sort(),
      Object.keys(readTexts(bundleFile)).sort(),
    );
  });

  it('are written out where they are translated, with a value for each placeholder', () => {
    assert.deepEqual(callFaults(src), []);
    const text = [
      'l10n.t("Hello {0}", name);',
      'l10n.t(key);',
      'l10n.t(`Hello ${name}`);',
      'l10n.t("Hello {0}");',
      'l10n.t("Hello", name);',
    ].join('\n');
    assert.deepEqual(callFaults([unitOf('a.ts', text)]), [
      'a.ts:2 does not write its text out',
      'a.ts:3 does not write its text out',
      'a.ts:4 names 1 values and gives 0',
      'a.ts:5 names 0 values and gives 1',
    ]);
  });

  it('that are the name of a status are nothing else: “Open” is “Aberto” there, and “Abrir” on a button', () => {
    const statuses = ['Open', 'Pending', 'On hold', 'Solved', 'Closed'];
    const uses = statuses.flatMap((status) =>
      src.filter(({ text }) => text.includes(`l10n.t('${status}')`)).map(({ file }) => `${status}: ${file}`),
    );
    assert.deepEqual(
      uses,
      statuses.map((status) => `${status}: src/ui/messages/ticketLabels.ts`),
    );
  });

  it('are translated wherever a person reads them', () => {
    assert.deepEqual(hardCodedFaults(src.filter(({ file }) => isUi(file))), []);
  });

  it('are found where they are shown untranslated', () => {
    const text = [
      'window.showErrorMessage("It failed.");',
      'item.tooltip = busy ? "Wait a moment" : l10n.t("Ready");',
      'pick({ placeholder: "Which account?", items, id: "which" });',
      'new TreeItem("Load more", State.None);',
      'item.text = `$(warning) LiveChat: sign in`;',
      'item.text = `$(warning) LiveChat: ${name}`;',
      'item.label = `$(${demo ? "beaker" : "account"}) ${name}`;',
      'item.label = kind === "agent" ? l10n.t("Agent") : "";',
      'log.error("ticket lost"); item.id = "some id";',
    ].join('\n');
    const faults = hardCodedFaults([unitOf('a.ts', text)]);
    assert.deepEqual(
      faults.map((fault) => fault.split(' ')[0]),
      ['a.ts:1', 'a.ts:2', 'a.ts:3', 'a.ts:4', 'a.ts:5'],
    );
  });
});

describe('Brazilian Portuguese', () => {
  const manifest = readTexts('package.nls.json');
  const translatedManifest = readTexts('package.nls.pt-br.json');
  const pairs = [
    ...Object.entries(readTexts(translatedFile)),
    ...Object.entries(manifest).map(([key, text]) => [text, translatedManifest[key] ?? ''] as const),
  ];

  it('keeps to the glossary, the placeholders and the links, and leaves nothing empty', () => {
    assert.deepEqual(
      pairs.flatMap(([english, portuguese]) => translationFaults(english, portuguese)),
      [],
    );
  });

  it('is not English, except where both languages use the same word', () => {
    const same = pairs.filter(([english, portuguese]) => english === portuguese).map(([english]) => english);
    assert.deepEqual(
      same.filter((text) => !sameInBoth.has(text)),
      [],
    );
    const unused = [...sameInBoth].filter((text) => !same.includes(text));
    assert.deepEqual(unused, []);
  });

  it('with an empty text, a forbidden word, a missing term or another placeholder is a fault', () => {
    assert.equal(translationFaults('Retry', ' ').length, 1);
    assert.match(translationFaults('Search', 'Pesquisar tíquetes').join(), /holds tíquetes/);
    assert.match(translationFaults('New order', 'Novo pedido').join(), /holds pedido/);
    assert.match(translationFaults('Requester', 'Cliente').join(), /glossary/);
    assert.match(translationFaults('{0} left', 'mais {1}').join(), /placeholders/);
    assert.match(translationFaults('Sign in', 'Conectar').join(), /glossary/);
    assert.deepEqual(translationFaults('Sign out of {0}', 'Sair de {0}'), []);
  });
});

describe('translations', () => {
  it('are named as the editor looks for them', () => {
    assert.ok(existsSync('package.nls.pt-br.json') && existsSync('l10n/bundle.l10n.pt-br.json'));
  });
});
