/** A built site on a loopback port, and Chromium to read it with. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import serve from 'serve-handler';

/** Serves a folder beside this file as a static host would, on a free port of this machine. */
export async function serveSite(folder: string): Promise<{ origin: string; close: () => void }> {
  const built = fileURLToPath(new URL(folder, import.meta.url));
  const server = createServer((request, response) => {
    void serve(request, response, { public: built, cleanUrls: true });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** The browser of the system; `CHROMIUM` names another. Connects to nothing of its own accord. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome']
    .filter((path) => path !== undefined)
    .find(existsSync);
  if (executablePath === undefined)
    throw new Error('no Chromium: apt-get install chromium, or set CHROMIUM to its path');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
