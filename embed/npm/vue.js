/** The tag for Vue, which sets properties and listens to events of custom elements by itself once it knows that this is one. */
export * from './element.js';

export const isCustomElement = (tag) => tag === 'esim-topup';
