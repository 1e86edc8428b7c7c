import { Worker } from 'node:worker_threads';
import type { RunInWorker } from './checkpoints';

/**
 * Runs each task in a worker thread that ends with it.
 * @param script path of the built `storageWorker.js`
 */
export function workerRunner(script: string): RunInWorker {
  return async (file, task) => {
    const worker = new Worker(script, { workerData: { file, task } });
    worker.unref();
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`The storage worker ended with code ${code}.`));
      });
    });
  };
}
