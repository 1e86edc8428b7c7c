import type { OpenOptions } from '../../../../src/core/tunnel/tunnel';

/** Options for `open`, and what it logged. */
export function openOptions(
  signal = new AbortController().signal,
): OpenOptions & { readonly lines: string[] } {
  const lines: string[] = [];
  return { signal, interactive: false, log: (line) => lines.push(line), lines };
}
