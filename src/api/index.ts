export * from './model.ts';
export * from './errors.ts';
export * from './capabilities.ts';
export * from './adapter.ts';
