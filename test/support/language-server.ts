/** Files as an editor sees them: the YAML language server itself, over its protocol and without a network. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  CompletionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  DidChangeConfigurationNotification,
  DidOpenTextDocumentNotification,
  type Diagnostic,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type MarkupContent,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node.js';

const program = fileURLToPath(
  new URL('../../node_modules/yaml-language-server/bin/yaml-language-server', import.meta.url),
);

export class LanguageServer {
  readonly #process: ChildProcess;
  readonly #connection: ProtocolConnection;
  readonly #waiting = new Map<string, (found: readonly Diagnostic[]) => void>();
  #opened = 0;

  /** `schemas` are VS Code's `yaml.schemas`: globs of the folder by the schema, a path from it. */
  static async start(root: URL, schemas: object = {}): Promise<LanguageServer> {
    const server = new LanguageServer();
    // The store of schemas is on the network.
    const yaml = {
      validate: true,
      hover: true,
      completion: true,
      schemas,
      schemaStore: { enable: false },
    };
    server.#connection.onRequest(ConfigurationRequest.type, ({ items }) =>
      items.map(({ section }) => (section === 'yaml' ? yaml : {})),
    );
    await server.#connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: root.href,
      workspaceFolders: [{ uri: root.href, name: 'root' }],
      capabilities: { workspace: { configuration: true, workspaceFolders: true } },
    });
    await server.#connection.sendNotification(InitializedNotification.type, {});
    await server.#connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: {},
    });
    return server;
  }

  private constructor() {
    this.#process = spawn(process.execPath, [program, '--stdio'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const { stdin, stdout } = this.#process;
    if (!stdin || !stdout) throw new Error('the language server has no pipes');
    this.#connection = createProtocolConnection(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    );
    this.#connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) =>
      this.#waiting.get(uri)?.(diagnostics),
    );
    this.#connection.listen();
  }

  stop(): void {
    this.#connection.dispose();
    this.#process.kill();
  }

  /** What it finds in a text, as `line: message` with lines from 1. */
  async findings(text: string, folder: URL): Promise<string[]> {
    const { found } = this.#open(text, folder);
    return (await found).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
  }

  /** The Markdown that is shown for the word that begins where `at` first stands. */
  async hover(text: string, folder: URL, at: string): Promise<string> {
    const position = positionOf(text, text.indexOf(at));
    const textDocument = { uri: this.#open(text, folder).uri };
    const hover = await this.#connection.sendRequest(HoverRequest.type, { textDocument, position });
    return (hover?.contents as MarkupContent | undefined)?.value ?? '';
  }

  /** What is offered at the end of a text. */
  async offers(text: string, folder: URL): Promise<string[]> {
    const position = positionOf(text, text.length);
    const textDocument = { uri: this.#open(text, folder).uri };
    const offers = await this.#connection.sendRequest(CompletionRequest.type, {
      textDocument,
      position,
    });
    const items = Array.isArray(offers) ? offers : (offers?.items ?? []);
    return items.map(({ label }) => label);
  }

  /** `folder` ends in `/`; the `$schema` of the first line is looked up from there. */
  #open(text: string, folder: URL): { uri: string; found: Promise<readonly Diagnostic[]> } {
    const uri = new URL(`opened-${(this.#opened += 1)}.yaml`, folder).href;
    const found = new Promise<readonly Diagnostic[]>((resolve) => this.#waiting.set(uri, resolve));
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    void this.#connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    return { uri, found };
  }
}

function positionOf(text: string, offset: number): Position {
  if (offset === -1) throw new Error('the text does not have that');
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
