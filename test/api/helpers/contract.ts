import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  adapterContract,
  type AdapterContractOptions,
  type Fixture,
} from '../../../src/api/testing/index.ts';

/**
 * The suite as this project runs it: what a backend cannot do by its capabilities is not registered, and no other case
 * may be skipped, but those that `leftOut` names.
 */
export function runContract<F extends Fixture>({
  leftOut = /^$/,
  ...options
}: Omit<AdapterContractOptions<F>, 'test'> & { leftOut?: RegExp }): void {
  const register = (name: string, run: (...context: unknown[]) => Promise<void>): void => {
    if (leftOut.test(name)) return;
    void test(name, () => run());
  };
  const onSkip = (name: string, reason: string): never => assert.fail(`${name} was skipped: ${reason}`);
  adapterContract({ ...options, onSkip, test: Object.assign(register, { skip: () => undefined }) });
}
