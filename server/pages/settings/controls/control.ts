import { html, nothing } from 'lit';
import type { SettingsEditor } from '../editor.ts';
import { reasonOf } from '../reasons.ts';
import type { ShellWords } from '../words/shell.ts';

/** What controls need of the element they stand in. */
export interface ControlHost {
  readonly editor: SettingsEditor;
  readonly shared: ShellWords;
  readonly locale: { readonly tag: string };
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly updateComplete: Promise<boolean>;
  requestUpdate(): void;
  announce(text: string): void;
}

/** What every control has. */
export interface ControlOptions {
  path: string;
  label: string;
  help?: unknown;
}

export interface Choice<Value> {
  value: Value;
  label: string;
  help?: unknown;
}

export const idOf = (path: string): string => `at-${path.replaceAll(/[^\w-]/g, '-')}`;

/** What names help and problem of a control. `below`: problems anywhere within the path are its own. */
export function describe(host: ControlHost, path: string, help: unknown, below = false) {
  const id = idOf(path);
  const problem = host.editor.problemAt(path, below);
  const ids = [help ? `${id}-help` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ');
  return {
    id,
    describedBy: ids || undefined,
    invalid: problem ? ('true' as const) : undefined,
    help: help ? html`<div class="help" id="${id}-help">${help}</div>` : nothing,
    problem: problem
      ? html`<p class="problem" id="${id}-problem">${reasonOf(problem, host.locale.tag)}</p>`
      : nothing,
  };
}
