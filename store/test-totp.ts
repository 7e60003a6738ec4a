/** For tests only: what an authenticator app shows. */
import { Secret, TOTP } from "otpauth";

/** The code of that secret, `later` seconds from now. */
export function totpCode(secret: string, later = 0): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + later * 1_000 });
}
