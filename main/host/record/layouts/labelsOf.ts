/** An id as a label of BIDS or Psych-DS: letters and digits only. Different ids may come to the same label. */
const bareLabel = (id: string): string => id.replaceAll(/[^A-Za-z0-9]/g, '') || 'x';

/** A label for each id, letters and digits only, no two the same, whatever case a file system minds. */
export function labelsOf(ids: readonly string[]): Map<string, string> {
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  for (const id of ids) {
    if (labels.has(id)) continue;
    const bare = bareLabel(id);
    let label = bare;
    for (let count = 2; taken.has(label.toLowerCase()); count++) label = `${bare}x${count}`;
    taken.add(label.toLowerCase());
    labels.set(id, label);
  }
  return labels;
}
