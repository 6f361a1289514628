export { createVendorClient, type VendorClientOptions } from './create-vendor-client.ts';
export * from './settings.ts';
export * from './sign-in.ts';
export * from './text-values.ts';
export * from './vendor-client.ts';
export * from './vendor-error.ts';
