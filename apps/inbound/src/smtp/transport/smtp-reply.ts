/** An error with which the server answers a command. */
export const smtpReply = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

export const isSmtpReply = (error: unknown): error is Error & { readonly responseCode: number } =>
  error instanceof Error && 'responseCode' in error;
