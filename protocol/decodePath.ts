/** Markdown has the path of a picture as a URL; what is looked for is the file by its name. One that is no URL is its own name. */
export function decodePath(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    return source;
  }
}
