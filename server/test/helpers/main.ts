// The gateway as `server/src/main.ts` starts it, but for what hashes of passwords cost.
import { run } from '../../src/run.ts';
import { cheapPasswords } from './gateway.ts';

run({ passwordCost: cheapPasswords });
