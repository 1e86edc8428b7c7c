import { chromium } from 'playwright-core';
import { findBrowser } from './findBrowser.mjs';

/**
 * Starts the browser with a profile of its own and gives its only context.
 * @param {string} profile folder of the browser's profile @param {string} locale such as `en-US`
 * @returns {Promise<import('playwright-core').BrowserContext>}
 */
export async function openBrowser(profile, locale) {
  const { executablePath, env } = await findBrowser();
  return await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    // Ending on signals is up to childProcesses.mjs: two answers to one Ctrl-C would race.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    env: { ...process.env, ...env },
    args: [
      // As root, Chromium starts only without its sandbox; the pages shown are our own.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    chromiumSandbox: process.getuid?.() !== 0,
    viewport: { width: 1280, height: 800 },
    locale,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
}
