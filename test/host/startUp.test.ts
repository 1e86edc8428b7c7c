import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import { commands } from 'vscode';
import { ownExtension } from './support/extensionFixture';
import { Replaced } from './support/replaced';
import { SecondWindow } from './support/secondWindow';

describe('start-up of the built extension', () => {
  it('opens no connection and file, the database only afterwards, and loads only the main bundle', async () => {
    const dist = path.join(ownExtension().extensionPath, 'dist');
    const replaced = new Replaced();
    const touched: string[] = [];
    /** Set in what the copy's activation starts: the running extension probes ports for other windows at any time. */
    const starting = new AsyncLocalStorage<boolean>();
    const connect = Reflect.get(Socket.prototype, 'connect') as (...args: unknown[]) => Socket;
    const listen = function (this: Socket, ...args: unknown[]): Socket {
      if (starting.getStore() === true) touched.push('connection');
      return Reflect.apply(connect, this, args);
    };
    replaced.member(Socket.prototype, 'connect', listen);
    const sqlite = process.getBuiltinModule('node:sqlite');
    const { DatabaseSync } = sqlite;
    const Watched = class extends DatabaseSync {
      constructor(...args: ConstructorParameters<typeof DatabaseSync>) {
        if (starting.getStore() === true) touched.push('database');
        super(...args);
      }
    };
    replaced.member(sqlite, 'DatabaseSync', Watched);
    const window = new SecondWindow();
    window.open((activate) => {
      const files = new Replaced();
      for (const name of ['openSync', 'readFileSync', 'readdirSync', 'writeFileSync', 'mkdirSync'] as const) {
        const before: (...args: never[]) => unknown = fs[name];
        const listen = (...args: unknown[]): unknown => {
          if (!String(args[0]).endsWith(path.join(dist, 'extension.js'))) touched.push(name);
          return Reflect.apply(before, fs, args);
        };
        files.member(fs, name, listen);
      }
      try {
        starting.run(true, activate);
      } finally {
        files.restore();
      }
    });
    try {
      assert.deepEqual(touched, []);
      // Deferred work of the start-up has run by the time the editor has answered: the first rows come from the database.
      await commands.executeCommand('setContext', 'livechat.tests', true);
      assert.deepEqual(
        touched.filter((what) => what !== 'database'),
        [],
      );
      assert.deepEqual(
        window.loadedAtStart.map((file) => path.basename(file)),
        ['extension.js'],
      );
      assert.deepEqual(window.log, []);
    } finally {
      replaced.restore();
      await window.close();
    }
  });

  it('takes less than 100 ms', async () => {
    const times: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const window = new SecondWindow();
      window.open((activate) => {
        const began = performance.now();
        activate();
        times.push(performance.now() - began);
      });
      await window.close();
    }
    assert.ok(Math.min(...times) < 100, `${Math.min(...times)} ms of ${ownExtension().id}`);
  });
});
