/** Answering what players report. */
import { writeDown } from "../audit.ts";
import { claimReport, closeReport } from "../reports.ts";
import type { ActDecision, ActScene } from "./act.ts";

export type ReportScene = Pick<ActScene, "client" | "by">;

const GONE: ActDecision = { text: "No such open report. reports", refused: true };

/** Closes it with what came of it. */
export async function resolveReport(
  { client, by }: ReportScene,
  id: number,
  outcome: string,
): Promise<ActDecision> {
  const report = await closeReport(client, id, by.name, outcome);
  if (!report) return GONE;
  await writeDown(client, { by, action: `report ${id}`, about: aboutOf(report), reason: outcome });
  return { text: `[System] Report ${id} is closed.` };
}

/** Says to the others that one looks at it, or that one no longer does. */
export async function takeReport(
  { client, by }: ReportScene,
  id: number,
  take: boolean,
): Promise<ActDecision> {
  const report = await claimReport(client, id, take ? by.name : null);
  if (!report) return GONE;
  const before = report.claimedBy === null || report.claimedBy === by.name ? "" : `from ${report.claimedBy}`;
  const action = `${take ? "claim" : "release"} report ${id}`;
  await writeDown(client, { by, action, about: aboutOf(report), reason: before });
  return { text: take ? `[System] Report ${id} is yours.` : `[System] Report ${id} is free again.` };
}

const aboutOf = ({
  about,
  aboutAccount,
}: {
  about: string;
  aboutAccount: ActScene["target"]["accountId"] | null;
}) => ({
  name: about,
  accountId: aboutAccount,
});
