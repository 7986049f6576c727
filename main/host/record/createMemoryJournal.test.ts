import { createMemoryJournal } from './createMemoryJournal';
import { journalContract } from './testing/journalContract';

journalContract('createMemoryJournal', async () => createMemoryJournal());
