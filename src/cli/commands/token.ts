import { Command, Option } from 'commander';
import type { PipelineContext } from '../../../pipelines/context.js';
import type {
  TokenCreateReport,
  TokenListReport,
  TokenRevokeReport,
  TokenSummary,
} from '../../core/reports/token-report.js';
import { runCommand } from '../run-command.js';
import { lifetime, tokenName } from '../service-option-parsers.js';
import { textTable } from '../text-table.js';

interface CreateOptions {
  readonly scope: TokenSummary['scope'];
  /** Milliseconds. */
  readonly expires?: number;
}

/** `vidtoken token create|list|revoke` */
export function tokenCommand(): Command {
  const command = new Command('token')
    .summary('bearer tokens of the HTTP service')
    .description(
      'Makes, lists and revokes the tokens with which programs call `vidtoken serve`. Only a hash of each is stored, in ' +
        '<data>/service/tokens.json. A running service knows of every change at once.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ vidtoken token create app --scope write --expires 30d   prints the token, once
  $ vidtoken token list
  $ vidtoken token revoke 3f9a01c2d285                       refused from now on
  $ curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8765/v1/info`,
    );
  command.addCommand(createCommand());
  command.addCommand(listCommand());
  command.addCommand(revokeCommand());
  return command;
}

function createCommand(): Command {
  const command = new Command('create')
    .summary('make a token and print it, once')
    .description('Makes a token. Whoever has it may do what its scope says, so keep it like a password.')
    .addOption(
      new Option(
        '--scope <scope>',
        'read: search and look; write: also add videos and feedback; admin: everything',
      )
        .choices(['read', 'write', 'admin'])
        .default('read'),
    )
    .addOption(
      new Option('--expires <time>', 'for so long: 12h, 30d, 52w (default: until it is revoked)').argParser(
        lifetime,
      ),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ TOKEN=$(vidtoken token create app --scope write --json | jq -r .token)',
    );
  command.argument('<name>', 'what it is for, such as the name of a program', tokenName);
  return command.action(async (name: string, { scope, expires }: CreateOptions) => {
    await runCommand<TokenCreateReport>(command, async ({ pipeline }) => {
      const store = await openTokens(pipeline);
      const made = await store.create({
        name,
        scope,
        ...(expires === undefined ? {} : { lifetimeMs: expires }),
      });
      const report = { ...summaryOf(made.token), token: made.text };
      const end = report.expiresAt === null ? 'until it is revoked' : `until ${report.expiresAt}`;
      const text = `${made.text}\n\nToken ${report.id} "${name}", scope ${scope}, ${end}. It is not shown again.`;
      return { report, text };
    });
  });
}

function listCommand(): Command {
  const command = new Command('list')
    .summary('the tokens that were not revoked')
    .description('Lists tokens without their secrets, oldest first.')
    .addHelpText('after', "\nExample:\n  $ vidtoken token list --json | jq -r '.tokens[].id'");
  return command.action(async () => {
    await runCommand<TokenListReport>(command, async ({ pipeline }) => {
      const tokens = (await (await openTokens(pipeline)).list()).map(summaryOf);
      return { report: { tokens }, text: listText(tokens) };
    });
  });
}

function revokeCommand(): Command {
  const command = new Command('revoke')
    .summary('refuse a token from now on')
    .description('Forgets a token; a running service refuses it with the next request.')
    .argument('<id>', 'its id, as `vidtoken token list` shows it')
    .addHelpText('after', '\nExample:\n  $ vidtoken token revoke 3f9a01c2d285');
  return command.action(async (id: string) => {
    await runCommand<TokenRevokeReport>(command, async ({ pipeline }) => {
      const revoked = summaryOf(await (await openTokens(pipeline)).revoke(id));
      return { report: { revoked }, text: `Revoked token ${revoked.id} "${revoked.name}".` };
    });
  });
}

async function openTokens({ dataFolder, clock, logger }: PipelineContext) {
  const { createTokenStore } = await import('../../service/tokens/token-store.js');
  return createTokenStore({ dataFolder, clock, logger });
}

type TokenFacts = Awaited<ReturnType<Awaited<ReturnType<typeof openTokens>>['list']>>[number];

function summaryOf({ id, name, scope, isExpired, ...times }: TokenFacts): TokenSummary {
  return {
    id,
    name,
    scope,
    createdAt: new Date(times.createdAtMs).toISOString(),
    expiresAt: timeOf(times.expiresAtMs),
    lastUsedAt: timeOf(times.lastUsedAtMs),
    isExpired,
  };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function listText(tokens: readonly TokenSummary[]): string {
  if (tokens.length === 0) return 'No tokens. Make one: vidtoken token create <name>';
  const rows = tokens.map(({ id, name, scope, createdAt, expiresAt, lastUsedAt, isExpired }) => [
    id,
    name,
    scope,
    createdAt.slice(0, 10),
    expiresAt === null ? 'never' : `${expiresAt.slice(0, 10)}${isExpired ? ' (expired)' : ''}`,
    lastUsedAt === null ? 'never' : lastUsedAt.slice(0, 16).replace('T', ' '),
  ]);
  return textTable([['id', 'name', 'scope', 'created', 'expires', 'last used'], ...rows]);
}
