import { request, type IncomingMessage } from 'node:http';

/** A request under another name of the server. `fetch` lets nobody choose the `Host`. */
export const requestAt = (
  baseUrl: string,
  host: string,
  path: string,
  method = 'GET',
): Promise<{ readonly status: number | undefined; readonly headers: IncomingMessage['headers'] }> =>
  new Promise((resolve, reject) => {
    const sent = request(baseUrl + path, { method, headers: { host } }, (response) => {
      response
        .resume()
        .once('end', () => resolve({ status: response.statusCode, headers: response.headers }));
    });
    sent.once('error', reject).end();
  });
