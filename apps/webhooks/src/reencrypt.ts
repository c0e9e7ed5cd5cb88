import { SecretBox } from '#secrets';
import { createLogger, loadConfig } from '#service';
import { reencryptSecrets } from './endpoints/index.js';
import { webhooksConfig } from './webhooks.config.js';

/** Run by hand after SECRETS_KEY has changed. Ends with 1 while secrets are left that need another key. */
const config = loadConfig(webhooksConfig);
const logger = createLogger({ service: 'webhooks', level: config.LOG_LEVEL });
const secrets = new SecretBox(config.SECRETS_KEY, config.SECRETS_KEYS_OLD);

const { count, unreadable } = await reencryptSecrets(config.DATABASE_URL, secrets);
for (const reason of unreadable) logger.error(reason, 'Reencrypt');
logger.log(
  `${count} secrets have the key ${secrets.keyId} now; ${unreadable.length} cannot be read`,
  'Reencrypt',
);
process.exitCode = unreadable.length === 0 ? 0 : 1;
