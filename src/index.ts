/**
 * The elements as classes, the portal behind them and the contract that backends implement. Importing this registers
 * nothing: `portico/define` does, or each element's own `define` module.
 */
export * from './api/index.ts';
export * from './components/events.ts';
export { PortalElement } from './components/base/portal-element.ts';
export { PortalApp } from './components/portal-app/portal-app.ts';
export { PortalLogin } from './components/portal-login/portal-login.ts';
export { PortalNav } from './components/portal-nav/portal-nav.ts';
export { PortalProvider } from './components/portal-provider/portal-provider.ts';
export { PortalSessions } from './components/portal-sessions/portal-sessions.ts';
export { TicketDetail } from './components/ticket-detail/ticket-detail.ts';
export { TicketForm } from './components/ticket-form/ticket-form.ts';
export { TicketList } from './components/ticket-list/ticket-list.ts';
export * from './portal/index.ts';
