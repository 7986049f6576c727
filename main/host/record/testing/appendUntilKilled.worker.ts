import { openJournal } from '../openJournal.node';
import { eventAt, tickOf } from './journalRows';

/** A process that appends without end and says what it was told, to be killed at any moment. Arguments: journal, worker, create|continue, first number. */
const [file = '', workerFile = '', mode, first = '1'] = process.argv.slice(2);

async function appendForEver(): Promise<never> {
  const journal = await openJournal({ file, workerFile, create: mode === 'create' });
  for (let number = Number(first); ; number++) {
    await journal.append([tickOf('g', 0, number)], { durable: false });
    await Promise.all([
      journal.append([eventAt(number)], { durable: true }),
      journal.append([eventAt(number + 0.25), eventAt(number + 0.5)], { durable: true }),
    ]);
    process.stdout.write(`${number}\n`);
  }
}

void appendForEver();
