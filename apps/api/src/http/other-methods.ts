import type { FastifyInstance, RouteOptions } from 'fastify';
import { Problem } from './problem';

/** The methods of one address, with what its first route declares about who may use it. */
interface Address {
  readonly methods: Set<string>;
  readonly config: RouteOptions['config'];
}

const notAllowed = (allow: string): Problem =>
  new Problem('method-not-allowed', `Use ${allow}; /docs tells what each is for.`, { headers: { allow } });

/**
 * Notes every route from now on. The answer, to be called when all are known, has their addresses refuse all other methods. A word beside a
 * parameter (`x/retry`, `x/:id`) is an address of its own, so what the parameter takes would be refused under that word.
 */
export function refuseOtherMethods(server: FastifyInstance): () => void {
  const addresses = new Map<string, Address>();
  server.addHook('onRoute', ({ url, method, config }) => {
    const known = addresses.get(url) ?? { methods: new Set<string>(), config };
    addresses.set(url, known);
    for (const one of [method].flat()) known.methods.add(one);
  });
  return () => {
    for (const [url, { methods, config }] of [...addresses]) {
      const problem = notAllowed([...methods].sort().join(', '));
      const method = server.supportedMethods.filter((one) => !methods.has(one));
      // A route of its own, so that the door judges first: a caller without a key for the address is answered the same as with a right method.
      server.route({ method, url, config, onRequest: (_request, _reply, done) => done(problem), handler: () => undefined });
    }
  };
}
