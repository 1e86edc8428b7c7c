// Packages whose code ships inside the bundles, and the notices that their licences ask for.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} ShippedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} license SPDX expression of its `package.json`, `none` if absent
 * @property {string} folder absolute
 */

/** Where the build writes which files are in which bundle (esbuild's `metafile`, one for each build). */
export const metafile = path.join('dist', 'metafile.json');

/** The file that ships, beside `package.json`. */
export const noticesFile = 'ThirdPartyNotices.txt';

/** Licence texts of packages that ship without one, copied from their public repositories. */
const keptTexts = new Map([
  ['@microsoft/dev-tunnels-connections', 'microsoft.txt'],
  ['@microsoft/dev-tunnels-contracts', 'microsoft.txt'],
  ['@microsoft/dev-tunnels-management', 'microsoft.txt'],
  ['@microsoft/dev-tunnels-ssh', 'microsoft.txt'],
  ['@microsoft/dev-tunnels-ssh-tcp', 'microsoft.txt'],
]);

/**
 * @param {string} root of the project, after a build
 * @returns {ShippedPackage[]} sorted by name and version; a package that ships in two versions is listed twice
 */
export function shippedPackages(root) {
  const file = path.join(root, metafile);
  if (!existsSync(file)) throw new Error(`${metafile} is missing: run "npm run package" first.`);
  /** @type {{ inputs: Record<string, unknown> }[]} */
  const builds = JSON.parse(readFileSync(file, 'utf8'));
  const folders = new Set(
    builds
      .flatMap(({ inputs }) => Object.keys(inputs))
      .flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input) ?? []),
  );
  return [...folders]
    .map((folder) => {
      const absolute = path.join(root, folder);
      const { name, version, license } = JSON.parse(
        readFileSync(path.join(absolute, 'package.json'), 'utf8'),
      );
      return {
        name: String(name),
        version: String(version),
        license: String(license ?? 'none'),
        folder: absolute,
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

/**
 * The licence of a package, and the notices that it passes on.
 * @param {ShippedPackage} shipped @param {string} root of the project @returns {string[]} whole texts, the licence first
 * @throws if there is no licence text
 */
export function noticesOf({ name, version, folder }, root) {
  const files = readdirSync(folder).sort();
  const texts = (/** @type {RegExp} */ pattern) =>
    files
      .filter((file) => pattern.test(file))
      .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  const licences = texts(/^(licen[cs]e|copying|unlicense)([.-].*)?$/i);
  if (licences.length === 0) licences.push(...texts(/^readme([.-].*)?$/i).flatMap(licenceSection));
  const kept = keptTexts.get(name);
  if (licences.length === 0 && kept !== undefined)
    licences.push(readFileSync(path.join(root, 'scripts', 'packaging', 'licences', kept), 'utf8').trim());
  if (licences.length === 0)
    throw new Error(
      `${name} ${version} ships without a licence text: copy it from its repository to scripts/packaging/licences.`,
    );
  return [...licences, ...texts(/^(third-?party-?)?notices?([.-].*)?$/i)];
}

/**
 * Some packages have their licence only at the end of their readme.
 * @param {string} readme @returns {string[]} the licence, if the section holds the whole of one
 */
function licenceSection(readme) {
  const section = /^(?:#+ *)?licen[cs]e\s*\n(?:[-=]{3,}\n)?([^]*?)(?=^#|^\[[^\]]+\]: |(?![^]))/im.exec(
    readme,
  )?.[1];
  if (section === undefined || !/hereby granted[^]*WARRANTY|Redistribution and use/.test(section)) return [];
  return [section.trim().replaceAll('&lt;', '<').replaceAll('&gt;', '>')];
}

/** @param {string} root of the project, after a build @returns {string} the whole text of the notices */
export function thirdPartyNotices(root) {
  const rule = '-'.repeat(80);
  const parts = shippedPackages(root).map((shipped) => {
    const heading = `${shipped.name} ${shipped.version} (${shipped.license})`;
    return [rule, heading, rule, '', noticesOf(shipped, root).join('\n\n'), ''].join('\n');
  });
  const introduction = 'Desk for LiveChat contains code of these packages, each under its own licence.';
  return `${[introduction, '', ...parts].join('\n')}`;
}
