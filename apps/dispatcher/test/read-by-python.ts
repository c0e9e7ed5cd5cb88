import { execFileSync, spawnSync } from 'node:child_process';
import { z } from 'zod';

/** A second reader of messages, written by others: the one of Python's library. */
const SCRIPT = `
import email, email.policy, json, sys
message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
body = lambda kind: (part := message.get_body([kind])) and part.get_content()
print(json.dumps({
  "headers": [[name, value] for name, value in message.items()],
  "defects": [str(each) for part in message.walk() for each in part.defects],
  "text": body("plain"), "html": body("html"),
}))`;

const Read = z.object({
  headers: z.array(z.tuple([z.string(), z.string()])),
  defects: z.array(z.string()),
  text: z.string(),
  html: z.string(),
});

export const pythonIsHere = spawnSync('python3', ['-c', 'import email.policy']).status === 0;

export const readByPython = (raw: Buffer): z.infer<typeof Read> =>
  Read.parse(JSON.parse(execFileSync('python3', ['-c', SCRIPT], { input: raw }).toString('utf8')));
