/** Rejections that nothing handled during the work, and in the turns of the event loop after it. */
export async function unhandledDuring(work: () => unknown): Promise<readonly unknown[]> {
  const unhandled: unknown[] = [];
  const listen = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', listen);
  try {
    await work();
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    return unhandled;
  } finally {
    process.off('unhandledRejection', listen);
  }
}
