import encodeQR from "qr";

/** Quiet modules around the code, without which cameras don't find it. */
const BORDER = 4;

/** The text as the path of an SVG: `size` modules on each side, each dark one a square of 1. */
export function qrPicture(text: string): { size: number; path: string } {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: BORDER });
  const path = rows
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join("");
  return { size: rows.length, path };
}
