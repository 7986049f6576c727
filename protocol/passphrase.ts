/** Characters that a new passphrase needs at least. Four words of a list are far longer. */
export const shortestPassphrase = 10;
