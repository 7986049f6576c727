import { z } from 'zod';

/** What `environments/cubicle/mug_script.py` read of a script that builds a MUG experiment. */
const calls = z.record(z.string(), z.record(z.string(), z.unknown()));

export type MugNode = {
  /** The builder's name: GymScene, StaticScene, RandomizeOrder … */
  type: string;
  /** Method → parameter → value; `made`: what it was made with. */
  calls: z.infer<typeof calls>;
  scenes?: MugNode[] | undefined;
};
const mugNode: z.ZodType<MugNode> = z.object({
  type: z.string(),
  calls,
  scenes: z.lazy(() => z.array(mugNode)).optional(),
});

export const mugExperiment = z.object({
  experiment: z.record(z.string(), z.unknown()),
  hosting: calls,
  scenes: z.array(mugNode),
  /** Packages that were not there when the script ran. */
  standIns: z.array(z.string()),
  /** Python files that environments need, by their paths beside the script. */
  files: z.array(z.string()),
  /** Packages that these, or environments in the script itself, import. */
  packages: z.array(z.string()),
});
export type MugExperiment = z.infer<typeof mugExperiment>;
