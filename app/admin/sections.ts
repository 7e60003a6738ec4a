/** The parts of the admin pages: what the navigation shows, each to those who may open it. */
import type { Role } from "../../store/accounts.ts";
import { type Least, suffices } from "./staff.ts";

export type Section = { path: string; label: string; least: Least };

const SECTIONS: readonly Section[] = [
  { path: "/admin", label: "Desk", least: "moderator" },
  { path: "/admin/reports", label: "Reports", least: "moderator" },
  { path: "/admin/players", label: "Players", least: "moderator" },
  { path: "/admin/announcements", label: "Announcements", least: "moderator" },
  { path: "/admin/news", label: "News", least: "operator" },
  { path: "/admin/switches", label: "Switches", least: "operator" },
  { path: "/admin/invitations", label: "Invitations", least: "operator" },
  { path: "/admin/economy", label: "Economy", least: "operator" },
  { path: "/admin/monitoring", label: "Monitoring", least: "operator" },
  { path: "/admin/audit", label: "Audit", least: "moderator" },
];

export const sectionsFor = (role: Role): Section[] => SECTIONS.filter(({ least }) => suffices(role, least));
