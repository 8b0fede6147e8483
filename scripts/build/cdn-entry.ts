// The one file for pages without a build: every element registered, and what a page's own script needs.
import '../../src/define.ts';

export * from '../../src/index.ts';
export { gatewayAdapter } from '../../src/api/gateway/index.ts';
