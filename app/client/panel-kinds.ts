/** The panels of the page, in their order; the view has a section for each. */
export const PANEL_KINDS = ["vitals", "target", "map", "room", "party", "quests", "things", "chat"] as const;
export type PanelKind = (typeof PANEL_KINDS)[number];
