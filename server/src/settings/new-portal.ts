import { defaultSettings, type GatewaySettings } from './settings.ts';

/**
 * What holds before an owner has decided anything: the portal is off, and nothing is there that only one product's
 * tickets would have.
 */
export const newPortal: GatewaySettings = {
  ...defaultSettings,
  portal: { ...defaultSettings.portal, enabled: false },
  tickets: { ...defaultSettings.tickets, visibleProperties: [] },
  properties: [],
  forms: [],
};
