// Unpacks the packaged browser, its own system libraries and fonts into the folder that TMPDIR names.
// A program of its own, since the package takes that folder from the environment of its whole process.
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [packageDir] = process.argv.slice(2);
if (packageDir === undefined) throw new Error('Give the folder of the browser package.');

/** @type {{ inflate: (file: string) => Promise<string> }} */
const { inflate } = await import(pathToFileURL(path.join(packageDir, 'build', 'index.js')).href);
const files = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];
await Promise.all(files.map((file) => inflate(path.join(packageDir, 'bin', file))));
