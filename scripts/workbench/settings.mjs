import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A quiet editor: no pop-ups, animations or automatic update checks. @type {Record<string, unknown>} */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  // Otherwise a message appears for each port that any program on this machine opens.
  'remote.autoForwardPorts': false,
  // Otherwise each extension host searches for open ports all the time, with a tenth of a core.
  'remote.autoForwardPortsSource': 'output',
  'remote.restoreForwardedPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.autoDetectColorScheme': false,
  'workbench.editor.useModal': 'off',
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** @param {string} userDataDir @returns {string} */
export function settingsFile(userDataDir) {
  return path.join(userDataDir, 'User', 'settings.json');
}

/** @param {string} userDataDir @param {Record<string, unknown>} settings */
export function writeSettings(userDataDir, settings) {
  const file = settingsFile(userDataDir);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}
