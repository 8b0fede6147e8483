import '../portal-files/define.ts';

export { FormView, styles } from './form-view.ts';
