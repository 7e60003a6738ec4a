/** Everything that the API does, in the document's order. */
import * as z from "zod";
import type { Services } from "../app.ts";
import { type ApiDocument, apiDocument } from "./document.ts";
import { type Operation, operation } from "./operation.ts";
import { archiveOperations } from "./resources/archive.ts";
import { boardOperations } from "./resources/boards.ts";
import { cityOperations } from "./resources/city.ts";
import { doorOperations } from "./resources/doors.ts";
import { marketOperations } from "./resources/market.ts";
import { orderOperations } from "./resources/orders.ts";
import { ownOperations } from "./resources/own.ts";
import { profileOperations } from "./resources/profiles.ts";
import { seasonOperations } from "./resources/seasons.ts";
import { wantedOperations } from "./resources/wanted.ts";

export type Api = { operations: readonly Operation[]; document: ApiDocument };

export function makeApi(services: Services, version: string): Api {
  const operations: Operation[] = [
    ...cityOperations(services, version),
    ...boardOperations(services),
    ...seasonOperations(services),
    ...profileOperations(services),
    ...archiveOperations(services),
    ...marketOperations(services),
    ...wantedOperations(services),
    ...orderOperations(services),
    ...ownOperations(services),
    ...doorOperations(services),
    operation({
      ...{
        id: "getDocument",
        method: "get",
        path: "/openapi.json",
        tag: "City",
        summary: "This document",
        fresh: 300,
      },
      answer: z.looseObject({ openapi: z.string() }),
      handle: () => document,
    }),
  ];
  const document = apiDocument(operations, version);
  return { operations, document };
}
