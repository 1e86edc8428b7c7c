// Installs Debian's NATS server where there is none for the tests, and prints its path.
import { installDebianPackages } from '../workbench/debianPackages.mjs';
import { installedNatsServer } from './natsServer.mjs';

const problem =
  installedNatsServer() === undefined ? await installDebianPackages(['nats-server']) : undefined;
const found = installedNatsServer();
if (found === undefined) {
  const why = problem ?? 'apt-get installed none';
  console.error(
    `No NATS server for the tests (${why}). Install nats-server, or name one in LIVECHAT_NATS_SERVER.`,
  );
  process.exitCode = 1;
} else console.log(found);
