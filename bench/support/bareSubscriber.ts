import { DeliverPolicy, jetstream, type ConsumerMessages } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { stream, type TeamSpec } from './teamAccess';

/** A consumer of the stream that does nothing with a message but note when it came: no decryption, no database. */
export class BareSubscriber {
  private constructor(
    private readonly connection: NatsConnection,
    private readonly messages: ConsumerMessages,
  ) {}

  /** @param onMessage called with the id of each message that is published from now on */
  static async open(
    { address, user, password }: TeamSpec,
    onMessage: (id: string) => void,
  ): Promise<BareSubscriber> {
    const connection = await connect({ servers: address, user, pass: password });
    const consumer = await jetstream(connection).consumers.get(stream, { deliver_policy: DeliverPolicy.New });
    const messages = await consumer.consume({
      callback: (message) => onMessage(message.headers?.get('Nats-Msg-Id') ?? ''),
    });
    return new BareSubscriber(connection, messages);
  }

  async close(): Promise<void> {
    await this.messages.close();
    await this.connection.close();
  }
}
