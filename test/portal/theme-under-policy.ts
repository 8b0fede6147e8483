// Runs in a page with a strict content security policy, and tells the page around it what has come of it.
import { applyTheme } from '../../src/portal/theme.ts';

let violations = 0;
document.addEventListener('securitypolicyviolation', () => violations++);
applyTheme('page', { '--portal-color-brand': 'rgb(1, 2, 3)' });
const { documentElement: page } = document;
page.dataset['brand'] = getComputedStyle(page).getPropertyValue('--portal-color-brand');
// A violation is told in a task of its own.
setTimeout(() => {
  page.dataset['violations'] = String(violations);
  parent.dispatchEvent(new Event('theme-told'));
});
