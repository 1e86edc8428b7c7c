/**
 * Waits no longer than this.
 * @param what completes the sentence "Waited 30 s until ..."
 */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${ms / 1_000} s until ${what}.`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

const betweenLooksMs = 20;

/** Asks again and again until the answer is yes. @param what completes the sentence "Waited 30 s until ..." */
export async function until(ms: number, what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`Waited ${ms / 1_000} s until ${what}.`);
    await new Promise((done) => setTimeout(done, betweenLooksMs));
  }
}
