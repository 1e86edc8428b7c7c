import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Installs an empty language pack, which sets the locale that extensions see to `locale`. The
 * workbench's own texts stay English, `vscode.env.language` and the extensions' texts are of that language.
 * @param {string} userDataDir @param {string} extensionsDir @param {string} locale such as `pt-br`
 */
export function writeLanguagePack(userDataDir, extensionsDir, locale) {
  const version = '1.0.0';
  const name = `language-pack-${locale}`;
  const folder = path.join(extensionsDir, `test.${name}-${version}`);
  const translations = path.join(folder, 'main.i18n.json');
  mkdirSync(folder, { recursive: true });
  mkdirSync(userDataDir, { recursive: true });
  writeFileSync(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({
      name,
      publisher: 'test',
      version,
      engines: { vscode: '*' },
      contributes: {
        localizations: [{ languageId: locale, translations: [{ id: 'vscode', path: './main.i18n.json' }] }],
      },
    }),
  );
  // The list of installed packs; the editor writes it when a pack is installed from the Marketplace.
  writeFileSync(
    path.join(userDataDir, 'languagepacks.json'),
    JSON.stringify({
      [locale]: {
        hash: `${name}-${version}`,
        extensions: [{ extensionIdentifier: { id: `test.${name}` }, version }],
        translations: { vscode: translations },
        label: locale,
      },
    }),
  );
}
