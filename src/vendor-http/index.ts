export {
  type Authenticate,
  accessKeyLogin,
  clientCredentials,
  passwordGrant,
} from './auth/authentication.ts';
export {
  accessKeySettings,
  baseUrlSchema,
  clientCredentialsSettings,
  clientCredentialsSettingsFor,
  requireSecureTokenUrl,
} from './auth/settings.ts';
export { createVendorClient, type VendorClientOptions } from './create-vendor-client.ts';
export { isVendorError, VendorError } from './errors.ts';
export { createRequestBudget, type RequestBudget, UNLIMITED } from './limits/request-budget.ts';
export type { NetworkSettings } from './transport/network.ts';
export { ProxyVariableError, readProxies } from './transport/proxy.ts';
export { isSuccess } from './transport/response.ts';
export { createTransport, type Transport } from './transport/transport.ts';
export type {
  EndedRequest,
  RequestContext,
  VendorClient,
  VendorObserver,
  VendorRequest,
} from './vendor-client.ts';
