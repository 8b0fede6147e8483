import { accountScenarios } from './accounts.ts';
import { billingScenarios } from './billing.ts';
import { dashboardScenarios } from './dashboards.ts';
import { exportScenarios } from './exports.ts';
import { integrationScenarios } from './integrations.ts';
import { otherScenarios } from './other.ts';
import type { Scenario } from './scenario.ts';

export type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [
  ...dashboardScenarios,
  ...exportScenarios,
  ...integrationScenarios,
  ...accountScenarios,
  ...billingScenarios,
  ...otherScenarios,
];
