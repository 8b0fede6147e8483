// Made by scripts/tokens.mjs from portal.tokens.json: change that.
import { css } from 'lit';

/** Resolves each public property, with its default, into the private one that the elements' styles use. */
export const tokenStyles = css`
  :host {
    --_brand: var(--portal-color-brand, #3452c4);
    --_on-brand: var(--portal-color-on-brand, #ffffff);
    --_brand-text: var(--portal-color-brand-text, light-dark(#2d49b4, #9db2ff));
    --_brand-soft: var(--portal-color-brand-soft, light-dark(#eef1fd, #1d2440));
    --_text: var(--portal-color-text, light-dark(#1a1e26, #e8eaee));
    --_muted: var(--portal-color-muted, light-dark(#5a6372, #a2abb8));
    --_surface: var(--portal-color-surface, light-dark(#ffffff, #15181d));
    --_sunken: var(--portal-color-sunken, light-dark(#f5f6f8, #0e1014));
    --_raised: var(--portal-color-raised, light-dark(#ffffff, #1b1f26));
    --_line: var(--portal-color-line, light-dark(#e2e5ea, #2b313b));
    --_line-strong: var(--portal-color-line-strong, light-dark(#8a93a1, #6b7686));
    --_chip: var(--portal-color-chip, light-dark(#e9ebef, #262c36));
    --_danger: var(--portal-color-danger, light-dark(#a12a20, #ff9d92));
    --_danger-soft: var(--portal-color-danger-soft, light-dark(#fdeeec, #331815));
    --_success: var(--portal-color-success, light-dark(#176b43, #7fd6a8));
    --_success-soft: var(--portal-color-success-soft, light-dark(#e6f5ec, #12291d));
    --_wait: var(--portal-color-wait, light-dark(#85500a, #f2c078));
    --_wait-soft: var(--portal-color-wait-soft, light-dark(#fdf3e1, #2e2312));
    --_radius: var(--portal-radius, 6px);
    --_radius-small: var(--portal-radius-small, 4px);
    --_radius-large: var(--portal-radius-large, 10px);
    --_space: var(--portal-space, 4px);
    --_font-size: var(--portal-font-size, 15px);
    --_mono: var(--portal-font-mono, ui-monospace, 'Cascadia Code', Menlo, monospace);
  }

  @supports (color: color(from red xyz-d65 x y z)) {
    :host {
      --_on-brand: var(
        --portal-color-on-brand,
        color(
          from var(--_brand) xyz-d65 clamp(0, (0.179 - y) * 9999, 0.9505) clamp(0, (0.179 - y) * 9999, 1)
            clamp(0, (0.179 - y) * 9999, 1.0888)
        )
      );
      --_brand-text: var(
        --portal-color-brand-text,
        light-dark(
          color(
            from var(--_brand) xyz-d65 calc(x * min(1, 0.15 / max(y, 0.0001)))
              calc(y * min(1, 0.15 / max(y, 0.0001))) calc(z * min(1, 0.15 / max(y, 0.0001)))
          ),
          color(
            from var(--_brand) xyz-d65 calc(x + (0.9505 - x) * max(0, (0.42 - y) / max(1 - y, 0.01)))
              calc(y + (1 - y) * max(0, (0.42 - y) / max(1 - y, 0.01)))
              calc(z + (1.0888 - z) * max(0, (0.42 - y) / max(1 - y, 0.01)))
          )
        )
      );
      --_brand-soft: var(
        --portal-color-brand-soft,
        light-dark(
          oklch(from var(--_brand) 0.96 min(c, 0.02) h),
          oklch(from var(--_brand) 0.28 min(c, 0.05) h)
        )
      );
    }
  }
`;
