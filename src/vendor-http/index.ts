export { createVendorClient, type VendorClientOptions } from './create-vendor-client.ts';
export { ProxyVariableError, readProxies } from './proxy.ts';
export { createRequestBudget, type RequestBudget, UNLIMITED } from './request-budget.ts';
export { secretText } from './secret-text.ts';
export * from './settings.ts';
export * from './sign-in.ts';
export * from './text-values.ts';
export * from './vendor-client.ts';
export * from './vendor-error.ts';
