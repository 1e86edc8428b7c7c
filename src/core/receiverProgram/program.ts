/** The program without an editor: `receiver --config FILE`. Node's version is checked before anything else is loaded. */
const oldestNode = [22, 18] as const;

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

const { node: version } = process.versions;
if (isSupported(version)) {
  void import('./receiverMain').then(async ({ receiverMain }) => {
    process.exit(await receiverMain(process.argv.slice(2), process.env));
  });
} else {
  process.stderr.write(`The receiver needs Node.js ${oldestNode.join('.')} or later; this is ${version}.\n`);
  process.exitCode = 1;
}
