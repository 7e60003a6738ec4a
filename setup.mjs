// Runs after `npm ci`: makes this checkout's git drop Pulumi's encryptionsalt (see infra/clean-tree.mjs).
import { keepTreeClean } from "./infra/clean-tree.mjs";

keepTreeClean(import.meta.dirname);
