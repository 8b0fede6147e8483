import { html } from 'lit';
import type { Rule } from '../../../src/policy/rules.ts';
import { idOf, type ControlHost } from '../controls.ts';
import { reasonOf } from '../reasons.ts';
import type { SettingsApi } from '../settings-api.ts';
import { gatewayLookup, type Lookup } from './lookup.ts';
import type { RuleChangeEvent } from './rule-editor.ts';
import type { RuleKind } from './rule-properties.ts';
import './define-rule-editor.ts';

/** A rule of the draft, with what the gateway has refused of it at its conditions. */
export function ruleControl(
  host: ControlHost,
  { path, kind, label, keep }: { path: string; kind: RuleKind; label: string; keep?: Rule },
): unknown {
  const { editor, locale } = host;
  return html`<rule-editor
    id=${idOf(path)}
    .kind=${kind}
    .label=${label}
    .settings=${editor.draft}
    .value=${editor.get(path)}
    .problems=${ruleProblems(host, path)}
    .lookup=${lookupOf(editor.api)}
    .disabled=${editor.readOnly}
    lang=${locale.tag}
    @change=${({ value }: RuleChangeEvent) => editor.set(path, value ?? keep)}
  ></rule-editor>`;
}

const lookups = new WeakMap<SettingsApi, Lookup>();

/** One for each owner: names are looked up once, and in their session. */
function lookupOf(api: SettingsApi): Lookup {
  const lookup = lookups.get(api) ?? gatewayLookup(api);
  lookups.set(api, lookup);
  return lookup;
}

/** Problems of a rule by their places in it. */
function ruleProblems({ editor, locale }: ControlHost, path: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [at, problem] of editor.problems) {
    if (at === path) found.set('', reasonOf(problem, locale.tag));
    else if (at.startsWith(`${path}.`)) found.set(at.slice(path.length + 1), reasonOf(problem, locale.tag));
  }
  return found;
}
