import { errorCode } from '../base/json';
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

const keyBytes = 32;

/**
 * The key that windows of one installation know each other by: from a file that only this user may read, made by
 * whichever window comes first. A secret storage would not do: a window may not see what another has just put
 * into it, and two windows with two keys would both lead.
 * @throws the system's error where the file can be neither read nor made
 */
export async function clusterKey(file: string): Promise<Uint8Array> {
  const known = await keyIn(file);
  if (known) return known;
  await mkdir(path.dirname(file), { recursive: true });
  const key = randomBytes(keyBytes);
  const part = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    const handle = await open(part, 'wx', 0o600);
    try {
      await handle.writeFile(key.toString('hex'));
    } finally {
      await handle.close();
    }
    return await claimed(file, part, key);
  } finally {
    await rm(part, { force: true });
  }
}

/** Puts the part in the file's place unless another window was quicker: a file is there whole or not at all. */
async function claimed(file: string, part: string, key: Uint8Array): Promise<Uint8Array> {
  try {
    await link(part, file);
    return key;
  } catch (thrown) {
    const known = await keyIn(file);
    if (known) return known;
    // The file is no key, or this file system knows no links: then it is replaced.
    await rename(part, file).catch(() => Promise.reject(thrown as Error));
    return (await keyIn(file)) ?? key;
  }
}

async function keyIn(file: string): Promise<Uint8Array | undefined> {
  try {
    const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex');
    return key.length === keyBytes ? key : undefined;
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}
