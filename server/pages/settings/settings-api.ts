import { errorCodes, PortalError, type ErrorCode, type FieldError } from '../../../src/api/errors.ts';
import type { PortalSettings } from '../../../src/api/model.ts';
import type { Missing } from '../../src/settings/completeness.ts';
import type { GatewaySettings } from '../../src/settings/settings.ts';
import type { Saved } from '../../src/settings/store.ts';
import { staffFetch } from '../staff/staff-fetch.ts';

/** What the gateway tells owners of their settings. */
export interface SettingsState {
  version: number;
  readOnly: boolean;
  /** The document's shape. */
  schema: number;
  settings: GatewaySettings;
  missing: Missing[];
  origins: string[];
}

/** What pages would be told by settings that are not saved. */
export interface TriedOut {
  /** The document as it would be kept. */
  settings: GatewaySettings;
  portal: PortalSettings;
  missing: Missing[];
}

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal;
}

/** Calls below `/api/staff`, as problem details with the fields they name; `who` as in `staffFetch`. */
export function settingsApi(...who: Parameters<typeof staffFetch>) {
  const send = staffFetch(...who);
  const call = async <T>(path: string, { method = 'GET', body, signal }: CallOptions = {}): Promise<T> => {
    const response = await send(`/api/staff/${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
      ...(signal && { signal }),
    });
    if (!response.ok) throw await problemOf(response);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  return {
    /** For what speaks to the gateway in its own way. */
    fetch: send,
    call,
    read: () => call<SettingsState>('settings'),
    save: (version: number, settings: GatewaySettings) =>
      call<Saved>('settings', { method: 'PUT', body: { version, settings } }),
    tryOut: (settings: GatewaySettings, signal?: AbortSignal) =>
      call<TriedOut>('settings/preview', { method: 'POST', body: { settings }, ...(signal && { signal }) }),
    history: async () => (await call<{ items: Saved[] }>('settings/history')).items,
    /** Where the portal is, for a look at it; the address signs in there where this page's session does not. */
    portalUrl: async () => (await call<{ url: string }>('preview', { method: 'POST', body: {} })).url,
  };
}

export type SettingsApi = ReturnType<typeof settingsApi>;

async function problemOf(response: Response): Promise<PortalError> {
  const told = (await response.json().catch(() => ({}))) as {
    code?: ErrorCode;
    title?: string;
    fields?: FieldError[];
    retryAfter?: number;
  };
  const code = told.code && errorCodes.includes(told.code) ? told.code : 'unavailable';
  return new PortalError(code, told.title, {
    ...(told.fields && { fields: told.fields }),
    ...(told.retryAfter !== undefined && { retryAfter: told.retryAfter }),
  });
}
