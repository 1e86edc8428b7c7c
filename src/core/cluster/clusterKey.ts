import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../base/json';

const keyBytes = 32;
/** A window that is alive moves its temporary file into place sooner. */
const temporaryMs = 60_000;

/**
 * The key that authenticates the windows of one installation, from a file that only this user can read. The first
 * window creates it. Secret storage is not suitable: a window may not see a value that another has just stored, and two
 * windows with different keys would both lead.
 * @throws the system's error if the file can be neither read nor created
 */
export async function clusterKey(file: string): Promise<Uint8Array> {
  const known = await readKey(file);
  if (known) return known;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await removeLeftovers(file);
  const key = randomBytes(keyBytes);
  const temporary = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(key.toString('hex'));
    } finally {
      await handle.close();
    }
    return await publishKey(file, temporary, key);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Moves the temporary file into place unless another window was faster. The file is never partially written. */
async function publishKey(file: string, temporary: string, key: Uint8Array): Promise<Uint8Array> {
  try {
    await link(temporary, file);
    return key;
  } catch (thrown) {
    const known = await readKey(file);
    if (known) return known;
    // The file has no valid key, or the file system does not support links.
    await rename(temporary, file).catch(() => Promise.reject(thrown as Error));
    return (await readKey(file)) ?? key;
  }
}

async function readKey(file: string): Promise<Uint8Array | undefined> {
  try {
    const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex');
    return key.length === keyBytes ? key : undefined;
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Removes temporary files of windows that were killed while they created the key. */
async function removeLeftovers(file: string): Promise<void> {
  const [folder, prefix] = [path.dirname(file), `${path.basename(file)}.`];
  for (const name of (await readdir(folder)).filter((one) => one.startsWith(prefix))) {
    const leftover = path.join(folder, name);
    const isOld = await stat(leftover).then(
      ({ mtimeMs }) => Date.now() - mtimeMs > temporaryMs,
      () => false,
    );
    if (isOld) await rm(leftover, { force: true });
  }
}
