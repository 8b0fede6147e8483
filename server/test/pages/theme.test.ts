import assert from 'node:assert/strict';
import { test } from 'node:test';
import { themeSchema } from '../../src/settings/theme.ts';
import {
  hex,
  isVariable,
  knobs,
  onBrand,
  pairOf,
  partsOf,
  presets,
  toCss,
  tokenOf,
  tokens,
  withPreset,
  type PresetName,
} from '../../pages/settings/theme-model.ts';
import { contrast } from '../../src/settings/contrast.ts';

test('every variable that elements know has its name and its value', () => {
  assert.equal(tokenOf('--portal-color-brand')?.value, '#3452c4');
  assert.equal(tokenOf('--portal-color-text')?.value, 'light-dark(#1a1e26, #e8eaee)');
  assert.equal(tokenOf('--portal-radius-large')?.value, '10px');
  for (const name of Object.values(knobs)) assert.ok(tokenOf(name), name);
  for (const { name, description } of tokens) {
    assert.ok(isVariable(name), name);
    assert.notEqual(description, '', name);
  }
});

test('the gateway takes every preset and every default', () => {
  for (const [name, preset] of Object.entries(presets)) {
    assert.equal(themeSchema.safeParse(preset).success, true, name);
  }
  const all = Object.fromEntries(tokens.map(({ name, value }) => [name, value]));
  assert.equal(themeSchema.safeParse(all).success, true);
});

test('a preset takes the place of the knobs, and lets variables set by name stand', () => {
  const theme = { [knobs.brand]: '#ff0000', [knobs.space]: '6px', '--portal-color-line': 'red' };
  assert.deepEqual(withPreset(theme, 'evergreen'), {
    ...presets.evergreen,
    '--portal-color-line': 'red',
  });
  for (const name of Object.keys(presets) as PresetName[])
    assert.deepEqual(withPreset({}, name), presets[name]);
});

test('light and dark are told apart, also where colours are functions', () => {
  assert.deepEqual(partsOf('light-dark(#fff, #000)'), { light: '#fff', dark: '#000' });
  assert.deepEqual(partsOf('light-dark(rgb(1, 2, 3), color-mix(in oklab, red, blue))'), {
    light: 'rgb(1, 2, 3)',
    dark: 'color-mix(in oklab, red, blue)',
  });
  assert.deepEqual(partsOf('teal'), { light: 'teal', dark: 'teal' });
  assert.deepEqual(partsOf('light-dark(red)'), { light: 'light-dark(red)', dark: 'light-dark(red)' });
  assert.deepEqual(partsOf(pairOf('a', 'b')), { light: 'a', dark: 'b' });
});

test('contrast is as WCAG counts it, and text on the brand can always be read', () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(contrast([255, 255, 255], [255, 255, 255]), 1);
  assert.ok(Math.abs(contrast([118, 118, 118], [255, 255, 255]) - 4.54) < 0.01);
  for (let red = 0; red < 256; red += 15)
    for (let green = 0; green < 256; green += 15)
      for (let blue = 0; blue < 256; blue += 15)
        assert.ok(onBrand([red, green, blue]).contrast >= 4.5, hex([red, green, blue]));
  assert.equal(onBrand([52, 82, 196]).color, 'white');
  assert.equal(onBrand([250, 220, 80]).color, 'black');
});

test('the look is a style sheet to copy', () => {
  assert.equal(
    toCss({ [knobs.brand]: '#17624a', [knobs.radius]: '8px' }),
    ':root {\n  --portal-color-brand: #17624a;\n  --portal-radius: 8px;\n}\n',
  );
});
