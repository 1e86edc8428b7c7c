import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { compare, ofBoth, row, type BySide } from '../support/comparison';

const kB = 1_000;

void compare(async ({ builds }) => {
  const sources = await ofBoth((side) => sourcesOf(path.join(builds[side], 'src')));
  const bundles = await ofBoth((side) => bundlesOf(path.join(builds[side], 'dist')));
  const names = [...new Set([...bundles.other.keys(), ...bundles.here.keys()])].sort();
  const single = (values: BySide<number>) => ({ other: [values.other], here: [values.here] });
  const each = (key: keyof Sources) => single({ other: sources.other[key], here: sources.here[key] });
  return {
    title: 'Size of the sources and of the bundles',
    runs: 1,
    rows: [
      row('lines of TypeScript in src', '', each('lines'), { atMost: 42_000 }),
      row('files of TypeScript in src', '', each('files'), { atMost: 470 }),
      row('most such files in one folder', '', each('mostInFolder'), { atMost: 20 }),
      row('all bundles', 'kB', single({ other: sumOf(bundles.other), here: sumOf(bundles.here) })),
      ...names.map((name) => {
        const sizes = { other: bundles.other.get(name) ?? 0, here: bundles.here.get(name) ?? 0 };
        return row(name, 'kB', single(sizes), name === 'extension.js' ? { ratioAtMost: 0.75 } : {});
      }),
    ],
  };
});

function sumOf(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

interface Sources {
  readonly lines: number;
  readonly files: number;
  readonly mostInFolder: number;
}

function filesIn(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(dir, name))
    .filter((file) => statSync(file).isFile());
}

function sourcesOf(dir: string): Sources {
  const files = filesIn(dir).filter((file) => file.endsWith('.ts'));
  const inFolder = new Map<string, number>();
  let lines = 0;
  for (const file of files) {
    lines += readFileSync(file, 'utf8').split('\n').length - 1;
    inFolder.set(path.dirname(file), (inFolder.get(path.dirname(file)) ?? 0) + 1);
  }
  return { lines, files: files.length, mostInFolder: Math.max(...inFolder.values()) };
}

/** Sizes in kB by name within `dist`. */
function bundlesOf(dir: string): ReadonlyMap<string, number> {
  return new Map(
    filesIn(dir)
      .filter((file) => /\.(js|css)$/.test(file))
      .map((file) => [path.relative(dir, file), statSync(file).size / kB]),
  );
}
