import { memoryAdapter } from '../../src/api/memory/index.ts';
import { demoSeed } from '../../src/api/memory/demo-seed.ts';
import { runContract } from './helpers/contract.ts';
import { memoryProbe, memorySettings, memoryWorld } from './helpers/memory-world.ts';

runContract({
  factory: () => memoryWorld(),
  probe: memoryProbe,
  capabilities: memoryAdapter({ seed: demoSeed(), settings: memorySettings }).capabilities,
});
