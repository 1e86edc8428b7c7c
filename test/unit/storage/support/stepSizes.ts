import type { Database, Writer } from '../../../../src/core/storage/database';

/** A database that notes how many rows each `write`, and each step of a `writeInParts`, has changed. */
export function withStepSizes(database: Database): Database & { readonly sizes: readonly number[] } {
  const sizes: number[] = [];
  const sized = <T>(writer: Writer, work: () => T): T => {
    const changes = (): number => Number(writer.get('SELECT total_changes() AS changes')?.changes);
    const before = changes();
    const result = work();
    sizes.push(changes() - before);
    return result;
  };
  return {
    sizes,
    onDidChange: database.onDidChange,
    all: database.all.bind(database),
    get: database.get.bind(database),
    erase: database.erase.bind(database),
    close: database.close.bind(database),
    write: (topics, work) => database.write(topics, (writer) => sized(writer, () => work(writer))),
    writeInParts: (topics, start, step) =>
      database.writeInParts(topics, start, (writer, at) => sized(writer, () => step(writer, at))),
  };
}
