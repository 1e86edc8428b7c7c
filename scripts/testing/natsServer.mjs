import { existsSync } from 'node:fs';
import path from 'node:path';

/** The NATS server for the tests. @returns {string | undefined} its path, or undefined where there is none */
export function installedNatsServer() {
  const chosen = process.env.LIVECHAT_NATS_SERVER;
  if (chosen !== undefined && chosen !== '') {
    if (!existsSync(chosen)) throw new Error(`LIVECHAT_NATS_SERVER names no file: ${chosen}`);
    return chosen;
  }
  const name = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/bin'];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}
