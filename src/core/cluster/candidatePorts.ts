import { createHash } from 'node:crypto';

const first = 20_000;
/** Up to where no system hands out ports by itself: Linux begins at 32768, the others at 49152. */
const count = 12_000;
const wanted = 5;

/** Ports on which the windows of an installation may meet, in the order in which all of them try. */
export function candidatePorts(installId: string): readonly number[] {
  const ports = new Set<number>();
  for (let round = 0; ports.size < wanted; round += 1) {
    const digest = createHash('sha256').update(`windows ${round} ${installId}`).digest();
    ports.add(first + (digest.readUInt32BE() % count));
  }
  return [...ports];
}
