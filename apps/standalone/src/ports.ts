import net from 'node:net';
import { StartProblem } from './problem';

/** Listens for a moment. Answers the port (a free one for 0) or the reason why it cannot be had. */
export function tryPort(host: string, port: number): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', resolve);
    server.listen({ host, port, exclusive: true }, () => {
      const { port: taken } = server.address() as net.AddressInfo;
      server.close(() => resolve(taken));
    });
  });
}

/** The port that the API will listen on. @throws StartProblem when it cannot be had. */
export async function apiPort(host: string, port: number): Promise<number> {
  const result = await tryPort(host, port);
  if (typeof result === 'number') return result;
  if (result.code === 'EADDRINUSE')
    throw new StartProblem(
      `Port ${port} on ${host} is already in use: stop the program that uses it, or choose another with PORT=${port + 1} npm start.`,
    );
  if (result.code === 'EACCES')
    throw new StartProblem(`Port ${port} needs privileges that this user does not have: choose one above 1023, for example PORT=3000.`);
  throw new StartProblem(`Waybill cannot listen on HOST=${host} (${result.code}): give an address of this machine, for example 127.0.0.1.`);
}

/** A free port on the loopback address, the wished one if it is free. */
export async function freePort(wished?: number): Promise<number> {
  const result = wished ? await tryPort('127.0.0.1', wished) : undefined;
  if (typeof result === 'number') return result;
  const any = await tryPort('127.0.0.1', 0);
  if (typeof any === 'number') return any;
  throw any;
}
