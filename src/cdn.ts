/** What one script tag brings: every element registered, and the little that a page with a script of its own needs. */
import './define.ts';

export { gatewayAdapter } from './api/gateway/index.ts';
export { PortalError } from './api/errors.ts';
export { configurePortal } from './portal/configure.ts';
