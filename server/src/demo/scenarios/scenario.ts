/**
 * One kind of support case of the invented product Lumen. Words in braces are filled in by the seed: `{dashboard}`,
 * `{n}`, `{month}`, `{plan}`, `{region}`, `{browser}`, `{agent}`, `{me}`, `{id}`, `{email}`.
 */
export interface Scenario {
  area: 'dashboards' | 'exports' | 'integrations' | 'accounts' | 'billing' | 'other';
  severity: 'blocked' | 'degraded' | 'question';
  subjects: readonly string[];
  /** Markdown; the customer begins, then agent and customer take turns. */
  turns: readonly string[];
  /** What staff write about it among themselves. */
  note: string;
  /** Absent: any. */
  channel?: 'phone';
  /** The kind of file the first message carries, on some tickets. */
  file?: 'png' | 'csv' | 'txt';
}
