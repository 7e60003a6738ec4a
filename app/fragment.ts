import { Eta } from "eta";

/** Renders a part of a page, for the script that keeps it fresh. */
export type Fragment = (name: string, data: object) => string;

export function fragments({ viewsDirectory }: { viewsDirectory: string }): Fragment {
  const eta = new Eta({ views: viewsDirectory, cache: true });
  return (name, data) => eta.render(name, data);
}
