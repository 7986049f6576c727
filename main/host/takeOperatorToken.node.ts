const variable = 'CUBICLE_OPERATOR_TOKEN';
const shortest = 32;

/**
 * What a console must show, as whoever starts the host has chosen it: by the environment, which no process list shows, and no longer
 * there for the processes that the host starts. null: the host draws one. With a chosen one an open console is valid after a restart.
 * @throws Error in words when it is too short to keep anybody out, or could not stand in an address
 */
export function takeOperatorToken(): string | null {
  const token = process.env[variable];
  delete process.env[variable];
  if (token === undefined || token === '') return null;
  if (token.length >= shortest && /^[\w-]+$/.test(token)) return token;
  throw new Error(
    `${variable} must have at least ${shortest} letters, digits, - and _, because who knows it runs the lab. Take one from: openssl rand -hex 32`,
  );
}
