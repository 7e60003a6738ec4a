import { randomBytes } from "node:crypto";
import type { RequestHandler } from "express";

const HOST = /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:]+\](:\d{1,5})?$/i;

/**
 * Everything comes from this host and nothing is inline. Nginx adds Strict-Transport-Security, and sets these
 * same headers only on what it serves itself.
 */
export const securityHeaders: RequestHandler = (request, response, next) => {
  response.set({
    "Content-Security-Policy": contentPolicy(request.get("host"), "'self'"),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
  });
  next();
};

/** Lets xterm.js add the style sheets that it computes: returns the nonce that they must carry. */
export function allowComputedStyles(
  response: Parameters<RequestHandler>[1],
  host: string | undefined,
): string {
  const nonce = randomBytes(16).toString("base64url");
  response.set("Content-Security-Policy", contentPolicy(host, `'self' 'nonce-${nonce}'`));
  return nonce;
}

function contentPolicy(host: string | undefined, styles: string): string {
  // Older Safari doesn't count wss: as 'self'.
  const socket = host && HOST.test(host) ? ` wss://${host}` : "";
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styles}`,
    "img-src 'self'",
    "font-src 'self'",
    `connect-src 'self'${socket}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
