import { SecretBox } from '#secrets';
import { createLogger, loadConfig } from '#service';
import { deliverabilityConfig } from './deliverability.config.js';
import { reencryptPasswords } from './persistence/reencrypt-passwords.js';

/** Run by hand after SECRETS_KEY has changed. Ends with 1 while passwords are left that need another key. */
const config = loadConfig(deliverabilityConfig);
const logger = createLogger({ service: 'deliverability', level: config.LOG_LEVEL });
const secrets = new SecretBox(config.SECRETS_KEY, config.SECRETS_KEYS_OLD);

const { count, unreadable } = await reencryptPasswords(config.DATABASE_URL, secrets);
for (const reason of unreadable) logger.error(reason, 'Reencrypt');
logger.log(
  `${count} passwords have the key ${secrets.keyId} now; ${unreadable.length} cannot be read`,
  'Reencrypt',
);
process.exitCode = unreadable.length === 0 ? 0 : 1;
