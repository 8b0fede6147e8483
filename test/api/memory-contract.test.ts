import { test } from 'node:test';
import { adapterContract } from '../../src/api/testing/index.ts';
import { memoryProbe, memoryWorld } from './helpers/memory-world.ts';

adapterContract({ test, factory: () => memoryWorld(), probe: memoryProbe });
