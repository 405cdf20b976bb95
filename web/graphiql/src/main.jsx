import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { parse } from "graphql";
import { setNonce } from "get-nonce";
import { createClient as createSSEClient } from "graphql-sse";
import { createRoot } from "react-dom/client";
import "graphiql/graphiql.css";
import "./page.css";

const endpoint = document.querySelector('meta[name="graphql-endpoint"]').content;

// The dialogs' library writes a style into the page, which the page's policy lets in by this.
setNonce(document.querySelector('meta[name="style-nonce"]').content);

// A token in the fragment (#token=…) never reaches a server's log. It leaves the address bar too,
// so that it is not bookmarked or shared.
function takeToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) history.replaceState(null, "", location.pathname + location.search);
  return token;
}

const httpURL = new URL(endpoint, location.href).href;
const overWebSocket = new URLSearchParams(location.search).get("subscriptions") === "ws";

// Subscriptions come as server-sent events, which carry the header editor's Authorization as any
// request does; with ?subscriptions=ws they come by WebSocket, where it goes with connection_init.
const plainFetcher = createGraphiQLFetcher({
  url: httpURL,
  subscriptionUrl: overWebSocket ? httpURL.replace(/^http/, "ws") : undefined,
});

function isSubscription({ query, operationName }) {
  let document;
  try {
    document = parse(query);
  } catch {
    return false; // the server says best what is wrong with it
  }
  const operations = document.definitions.filter((definition) => definition.kind === "OperationDefinition");
  const chosen = operations.find((operation) => operation.name?.value === operationName) ?? operations[0];
  return chosen?.operation === "subscription";
}

function fetcher(params, options) {
  if (overWebSocket || !isSubscription(params)) return plainFetcher(params, options);
  const client = createSSEClient({ url: httpURL, headers: options?.headers ?? {}, retryAttempts: 0 });
  return client.iterate(params);
}

const token = takeToken();
const headers = JSON.stringify({ Authorization: token ? `Bearer ${token}` : "Bearer " }, null, 2);

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={fetcher}
    headers={token ? headers : undefined}
    defaultHeaders={headers}
    isHeadersEditorEnabled
    shouldPersistHeaders={false}
    defaultEditorToolsVisibility="headers"
    defaultQuery={"# Paste a token into the headers below: guestd token --as WHO prints one.\n\nquery WhoAmI {\n  viewer {\n    __typename\n  }\n}\n"}
  />,
);
