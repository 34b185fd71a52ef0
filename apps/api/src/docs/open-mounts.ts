/** Addresses that the documentation's own library serves. They are the same for everybody, so no key is asked for. */
export const isDocumentation = (url: string): boolean => url === '/openapi.json' || url === '/docs' || url.startsWith('/docs/');
