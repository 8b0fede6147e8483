// eslint-disable-next-line no-control-regex -- control characters are what is taken out
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** One line: what a header may hold. */
export const oneLine = (value: string): string => value.replace(controls, ' ').trim();
