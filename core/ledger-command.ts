import { existsSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from './config.ts';
import { connectDatabase, startDatabase } from './database/index.ts';
import { checkLedger } from './ledger-check.ts';
import { createLog } from './log.ts';
import { projectRoot } from './project-root.ts';

const help = `npm run ledger -- check

Recomputes all balances from the entries of the book and compares them with payments, refunds, fines and credits.
Reads only. Uses MONGODB_URI; without it, the embedded database in DATA_DIR, which must not be in use.

Exit status: 0 all agree, 1 something disagrees (listed), 2 it could not be checked.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function check(): Promise<number> {
  const file = path.join(projectRoot, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const config = readConfig(process.env);
  const log = createLog({ level: 'warn' });
  const database = await startDatabase({ ...config, log });
  const connection = await connectDatabase({ uri: database.uri, log });
  try {
    const { entries, payments, refunds, underWay, faults } = await checkLedger({ connection });
    say(`${entries} entries, ${payments} confirmed payments, ${refunds} refunds; ${underWay} still being booked`);
    say(faults.length === 0 ? 'All agree.' : `${faults.length} disagreements:`);
    for (const fault of faults) say(`  ${fault}`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    await connection.close();
    await database.stop();
  }
}

const [wish, ...rest] = process.argv.slice(2);
if (wish === '--help' || wish === '-h') say(help);
else if (wish !== 'check' || rest.length > 0) {
  process.stderr.write(help);
  process.exitCode = 2;
} else {
  process.exitCode = await check().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  });
}
