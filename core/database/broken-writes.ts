import { createRequire } from 'node:module';

/** What is used here of the driver's Connection (mongodb 7.8.0, lib/cmap/connection.js). */
interface DriverConnection {
  readonly error: Error | null;
  once(event: 'close', listener: () => void): this;
  off(event: 'close', listener: () => void): this;
  writeCommand(...args: unknown[]): Promise<void>;
}

const repaired = Symbol('a broken write ends');
type Prototype = DriverConnection & { [repaired]?: true };

/** The driver of this very mongoose; not among its exports, so it is fetched by its place. */
function driverPrototype(): Prototype | undefined {
  try {
    const fromMongoose = createRequire(createRequire(import.meta.url).resolve('mongoose'));
    const { Connection } = fromMongoose('mongodb/lib/cmap/connection.js') as { Connection?: { prototype: Prototype } };
    return typeof Connection?.prototype.writeCommand === 'function' ? Connection.prototype : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writing to a socket that has just broken, the driver waits for its `drain`, which then never comes; no time limit
 * reaches a dead socket either. A monitor that meets this asks no more and the server is never found again; a command
 * waits for ever. Here such a write ends with the connection. False when this driver is built otherwise.
 */
export function endBrokenWrites(): boolean {
  const prototype = driverPrototype();
  if (!prototype || prototype[repaired]) return prototype !== undefined;
  const write = prototype.writeCommand;
  prototype.writeCommand = async function (this: DriverConnection, ...args) {
    let end = (): void => undefined;
    const broken = new Promise<never>((_resolve, reject) => (end = () => reject(this.error ?? new Error('closed'))));
    this.once('close', end);
    try {
      await Promise.race([write.apply(this, args), broken]);
    } finally {
      this.off('close', end);
    }
  };
  prototype[repaired] = true;
  return true;
}
