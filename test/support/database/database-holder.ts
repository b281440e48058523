import { openDatabase } from '../../../src/db/connection/database.ts';
import { createLogger } from '../../../src/log.ts';

// A process that opens the embedded database in the folder it is given and holds it until its input ends.
const database = await openDatabase({ kind: 'embedded', dataDir: process.argv[2] ?? '' }, createLogger('warn'));
// Several holders may be the first at once; the lock belongs to the statements' common transaction.
await database.pool.query('SELECT pg_advisory_xact_lock(1); CREATE TABLE IF NOT EXISTS visit (at timestamptz)');
await database.pool.query('INSERT INTO visit VALUES (now())');
const { rows } = await database.pool.query<{ visits: number }>('SELECT count(*)::int AS visits FROM visit');
console.log(JSON.stringify(rows[0]));
process.stdin.on('end', () => void database.close());
process.stdin.resume();
