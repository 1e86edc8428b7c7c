// Connects to a server of a team in a process of its own, whose environment says which authorities it trusts.
import { standardWebSocket } from '../../../../src/core/events/rtm/openSession';
import { TeamConnection, type TeamConnectionOptions } from '../../../../src/core/team/teamConnection';
import { teamErrorCode } from '../../../../src/core/team/teamError';

async function outcome(options: TeamConnectionOptions): Promise<object> {
  try {
    const connection = await TeamConnection.open(options);
    const { last } = await connection.ensureStream();
    await connection.close();
    return { last };
  } catch (thrown) {
    return { code: teamErrorCode(thrown) ?? String(thrown) };
  }
}

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '') as TeamConnectionOptions;
  const own = await outcome(options);
  // As the editor connects, and as the receiver does.
  const editor = await outcome({ ...options, webSocket: standardWebSocket });
  process.stdout.write(JSON.stringify({ own, editor }));
}

void main();
